"""The 24/7 network; included at /network/."""

from django.urls import path

from .views import alarms, directory

app_name = "network"
urlpatterns = [
    # The directory.
    path("directory/", directory.contacts, name="contacts"),
    path("directory/add/", directory.edit, name="add"),
    path("directory/<int:pk>/edit/", directory.edit, name="edit"),
    # The alarm.
    path("alarm/", alarms.ringing, name="alarm"),
    path("alarm/state/", alarms.state, name="alarm_state"),
    path("alarm/<uuid:pk>/accept/", alarms.accept, name="accept"),
]
