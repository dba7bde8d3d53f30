"""The 24/7 network; included at /network/."""

from django.urls import path

from .views import directory

app_name = "network"
urlpatterns = [
    # The directory.
    path("directory/", directory.contacts, name="contacts"),
    path("directory/add/", directory.edit, name="add"),
    path("directory/<int:pk>/edit/", directory.edit, name="edit"),
]
