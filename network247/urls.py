"""The 24/7 network; included at /network/."""

from django.urls import path

from .views import acts, alarms, directory, directory_lists, drills, matter, matters

app_name = "network"
urlpatterns = [
    # Urgent matters.
    path("", matters.desk, name="desk"),
    path("ask/", matters.ask, name="ask"),
    path("call/", matters.call, name="take_call"),
    path("matters/<uuid:pk>/", matter.show, name="matter"),
    path("matters/<uuid:pk>/write/", matters.write, name="write"),
    path("matters/<uuid:pk>/act/<slug:action>/", acts.act, name="act"),
    path("matters/<uuid:pk>/draft/", matters.draft, name="draft"),
    path("matters/<uuid:pk>/letters/<int:number>/", matter.letter, name="letter"),
    path("matters/<uuid:pk>/files/<int:number>/", matter.exhibit, name="exhibit"),
    # The directory.
    path("directory/", directory.contacts, name="contacts"),
    path("directory/add/", directory.add, name="add"),
    path("directory/<int:pk>/", directory.contact, name="contact"),
    path("directory/<int:pk>/edit/", directory.edit, name="edit"),
    path("directory/<int:pk>/close/", directory.close, name="close_contact"),
    path("directory/proposals/<int:pk>/", directory.proposal, name="proposal"),
    path("directory/proposals/<int:pk>/confirm/", directory.confirm, name="confirm_contact"),
    path("directory/proposals/<int:pk>/decline/", directory.decline, name="decline_contact"),
    path("directory/proposals/<int:pk>/take-back/", directory.take_back, name="take_back_contact"),
    path("directory/lists/", directory_lists.lists, name="lists"),
    path("directory/lists/export/", directory_lists.export, name="export_list"),
    path("directory/lists/upload/", directory_lists.upload, name="upload_list"),
    path("directory/lists/<int:pk>/", directory_lists.one_list, name="list"),
    path("directory/lists/<int:pk>/propose/", directory_lists.propose, name="propose_list"),
    path("directory/lists/<int:pk>/confirm/", directory_lists.confirm, name="confirm_list"),
    path("directory/drills/", drills.drills, name="drills"),
    path("directory/<int:pk>/drills/start/", drills.start, name="start_call"),
    path("directory/<int:pk>/drills/record/", drills.record, name="record_call"),
    path("directory/drills/<int:pk>/", drills.call, name="call"),
    path("directory/drills/<int:pk>/answered/", drills.answered, name="call_answered"),
    path("directory/drills/<int:pk>/unanswered/", drills.unanswered, name="call_unanswered"),
    path("directory/drills/<int:pk>/discard/", drills.discard, name="discard_call"),
    # The alarm.
    path("alarm/", alarms.ringing, name="alarm"),
    path("alarm/state/", alarms.state, name="alarm_state"),
    path("alarm/<uuid:pk>/accept/", alarms.accept, name="accept"),
]
