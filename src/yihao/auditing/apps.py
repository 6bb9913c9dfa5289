"""审计 as a Django application."""

from django.apps import AppConfig


class Auditing(AppConfig):
    name = "yihao.auditing"
    label = "auditing"
    verbose_name = "审计"

    def ready(self) -> None:
        """The queue of jobs knows how the ledger is checked."""
        from yihao.auditing.jobs import register

        register()
