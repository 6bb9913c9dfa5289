"""Every address of the application."""

from django.contrib import admin
from django.urls import include, path, re_path

from yihao.app import views
from yihao.app.api import api
from yihao.app.metrics.exposition import metrics

handler400 = "yihao.app.middleware.bad_request"
handler404 = "yihao.app.middleware.not_found"
handler500 = "yihao.app.middleware.failed"

urlpatterns = [
    path("healthz", views.healthz),
    path("metrics", metrics),
    path("api/", api.urls),
    path("admin/", admin.site.urls),
    re_path(r"^desk(/.*)?$", views.desk),
    path("", include("yihao.portal.urls")),
]
