"""话务 as a Django application."""

from django.apps import AppConfig


class Calls(AppConfig):
    name = "yihao.calls"
    label = "calls"
    verbose_name = "话务"

    def ready(self) -> None:
        """The rail counts what waits for the supervisor."""
        from yihao.calls.queries.nuisance import waiting
        from yihao.orders.queries.lists import MORE

        MORE.append(waiting)
