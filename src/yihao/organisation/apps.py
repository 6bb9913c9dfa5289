"""机构与人员 as a Django application."""

from django.apps import AppConfig


class Organisation(AppConfig):
    name = "yihao.organisation"
    label = "organisation"
    verbose_name = "机构与人员"
