"""The 24/7 network; included at /network/."""

from django.urls import path

from . import views

app_name = "network"
urlpatterns = [
    path("", views.contacts, name="contacts"),
    path("add/", views.edit, name="add"),
    path("<int:pk>/edit/", views.edit, name="edit"),
]
