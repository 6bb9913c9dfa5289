"""诉求与工单 as a Django application."""

from django.apps import AppConfig


class Orders(AppConfig):
    name = "yihao.orders"
    label = "orders"
    verbose_name = "诉求与工单"

    def ready(self) -> None:
        """The queue of jobs knows how orders are taken out."""
        from yihao.orders.exports.jobs import register

        register()
