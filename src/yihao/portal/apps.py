"""市民端 as a Django application (templates only)."""

from django.apps import AppConfig


class Portal(AppConfig):
    name = "yihao.portal"
    label = "portal"
    verbose_name = "市民端"
