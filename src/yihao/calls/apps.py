"""话务 as a Django application."""

from django.apps import AppConfig


class Calls(AppConfig):
    name = "yihao.calls"
    label = "calls"
    verbose_name = "话务"
