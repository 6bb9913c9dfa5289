"""回访 as a Django application."""

from django.apps import AppConfig


class Followups(AppConfig):
    name = "yihao.followups"
    label = "followups"
    verbose_name = "回访"
