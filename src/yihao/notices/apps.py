"""提醒 as a Django application."""

from django.apps import AppConfig


class Notices(AppConfig):
    name = "yihao.notices"
    label = "notices"
    verbose_name = "提醒"
