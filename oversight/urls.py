"""Addresses of the auditor's workplace."""

from django.urls import path

from . import views

app_name = "oversight"
urlpatterns = [
    path("", views.events, name="events"),
    path("export/", views.export, name="export"),
    path("delays/", views.delays, name="delays"),
    path("check/", views.checker, name="checker"),
    path("<uuid:pk>/", views.case, name="case"),
]
