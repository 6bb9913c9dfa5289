"""Codes of the region's spoken texts that a call needs whatever its route; the texts are the pack's."""

RATING = "rating"
RATING_AGAIN = "rating_again"
THANKS = "rating_thanks"
VOICEMAIL = ("voicemail", "beep")
VOICEMAIL_THANKS = "voicemail_thanks"
TRANSFER = "transfer"
NUISANCE = "nuisance"
TRANSFER_PERSON = "transfer_person"
