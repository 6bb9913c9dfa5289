"""The length of passwords, said in Chinese (Django's own words for it are not translated)."""

from django.contrib.auth.password_validation import MinimumLengthValidator


class EnoughCharacters(MinimumLengthValidator):
    """At least so many characters."""

    def get_error_message(self) -> str:
        """What to do."""
        return f"密码太短，至少要有 {self.min_length} 个字符。"

    def get_help_text(self) -> str:
        """The same as a hint."""
        return f"密码至少要有 {self.min_length} 个字符。"
