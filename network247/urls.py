"""The 24/7 network; included at /network/."""

from django.urls import path

from .views import acts, alarms, directory, matter, matters

app_name = "network"
urlpatterns = [
    # Urgent matters.
    path("", matters.desk, name="desk"),
    path("ask/", matters.ask, name="ask"),
    path("call/", matters.call, name="call"),
    path("matters/<uuid:pk>/", matter.show, name="matter"),
    path("matters/<uuid:pk>/write/", matters.write, name="write"),
    path("matters/<uuid:pk>/act/<slug:action>/", acts.act, name="act"),
    path("matters/<uuid:pk>/draft/", matters.draft, name="draft"),
    path("matters/<uuid:pk>/letters/<int:number>/", matter.letter, name="letter"),
    path("matters/<uuid:pk>/files/<int:number>/", matter.exhibit, name="exhibit"),
    # The directory.
    path("directory/", directory.contacts, name="contacts"),
    path("directory/add/", directory.edit, name="add"),
    path("directory/<int:pk>/edit/", directory.edit, name="edit"),
    # The alarm.
    path("alarm/", alarms.ringing, name="alarm"),
    path("alarm/state/", alarms.state, name="alarm_state"),
    path("alarm/<uuid:pk>/accept/", alarms.accept, name="accept"),
]
