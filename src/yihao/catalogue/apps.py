"""目录 as a Django application."""

from django.apps import AppConfig


class Catalogue(AppConfig):
    name = "yihao.catalogue"
    label = "catalogue"
    verbose_name = "目录与规则"
