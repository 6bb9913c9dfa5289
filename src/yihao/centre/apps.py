"""运行管理 as a Django application."""

from django.apps import AppConfig


class Centre(AppConfig):
    name = "yihao.centre"
    label = "centre"
    verbose_name = "运行管理"
