"""号码归并 as a Django application."""

from django.apps import AppConfig


class Hotlines(AppConfig):
    name = "yihao.hotlines"
    label = "hotlines"
    verbose_name = "号码归并"
