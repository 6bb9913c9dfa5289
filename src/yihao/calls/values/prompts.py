"""Codes of the region's spoken texts that a call needs whatever its route; the texts are the pack's."""

RATING = "rating"
THANKS = "rating_thanks"
VOICEMAIL = "voicemail"
TRANSFER = "transfer"
WAITING = "waiting"
