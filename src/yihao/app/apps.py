"""The assembled application, and its administrators' pages."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class App(AppConfig):
    name = "yihao.app"
    label = "app"


class Admin(AdminConfig):
    default_site = "yihao.app.admin_site.Site"
