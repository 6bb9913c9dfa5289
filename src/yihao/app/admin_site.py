"""The administrators' site."""

from django.contrib.admin import AdminSite


class Site(AdminSite):
    site_header = site_title = "系统管理"
    index_title = "账号与字典"
