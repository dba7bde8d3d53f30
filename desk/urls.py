"""Addresses of the desk."""

from django.urls import path

from . import views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("decisions/", views.decisions, name="decisions"),
    path("watch/", views.watch, name="watch"),
    path("inbox/", views.inbox, name="inbox"),
]
