"""回访 as a Django application."""

from django.apps import AppConfig


class Followups(AppConfig):
    name = "yihao.followups"
    label = "followups"
    verbose_name = "回访"

    def ready(self) -> None:
        """The order's page offers and tells of follow-ups."""
        from yihao.followups.api import register

        register()
