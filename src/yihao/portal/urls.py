"""Addresses of the public pages. Nothing personal is ever in them."""

from django.urls import path

from yihao.portal.views import file, home, track

app_name = "portal"

urlpatterns = [
    path("", home.home, name="home"),
    path("privacy/", home.privacy, name="privacy"),
    path("help/", home.help_page, name="help"),
    path("display/", home.display, name="display"),
    path("file/", file.start, name="file"),
    path("file/<uuid:draft_id>/done/", file.filed, name="filed"),
    path("file/<uuid:draft_id>/<slug:slug>/", file.step, name="step"),
    path("track/", track.track, name="track"),
    path("track/<str:token>/", track.status, name="status"),
    path("track/<str:token>/leave/", track.leave, name="leave"),
    path("track/<str:token>/supplement/", track.supplement, name="supplement"),
    path("track/<str:token>/withdraw/", track.withdraw, name="withdraw"),
    path("track/<str:token>/rate/", track.rate, name="rate"),
]
