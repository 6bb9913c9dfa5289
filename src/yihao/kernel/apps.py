"""The ground floor as a Django application (for its tables)."""

from django.apps import AppConfig


class Kernel(AppConfig):
    name = "yihao.kernel"
    label = "kernel"
    verbose_name = "基础"
    default_auto_field = "django.db.models.BigAutoField"
