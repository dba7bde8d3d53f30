"""The 24/7 network; included at /network/."""

from django.urls import path

from .views import directory, handover, roster, roster_feed

app_name = "network"
urlpatterns = [
    # The directory.
    path("directory/", directory.contacts, name="contacts"),
    path("directory/add/", directory.edit, name="add"),
    path("directory/<int:pk>/edit/", directory.edit, name="edit"),
    # The roster and the hand-over.
    path("roster/", roster.roster_page, name="roster"),
    path("roster/plan/", roster.plan_shift, name="plan_shift"),
    path("roster/pattern/", roster.plan_pattern, name="plan_pattern"),
    path("roster/absence/", roster.record_absence, name="record_absence"),
    path("roster/absence/<int:pk>/cancel/", roster.cancel_absence, name="cancel_absence"),
    path("roster/shifts/<int:pk>/", roster.shift, name="roster_shift"),
    path("roster/shifts/<int:pk>/cancel/", roster.cancel_shift, name="cancel_shift"),
    path("roster/shifts/<int:pk>/give/", roster.give_shift, name="give_shift"),
    path("roster/shifts/<int:pk>/swap/", roster.ask_swap, name="ask_swap"),
    path("roster/swaps/<int:pk>/accept/", roster.accept_swap, name="accept_swap"),
    path("roster/swaps/<int:pk>/decline/", roster.decline_swap, name="decline_swap"),
    path("roster/swaps/<int:pk>/take-back/", roster.take_back_swap, name="take_back_swap"),
    path("roster/address/", roster_feed.make, name="make_roster_address"),
    path("roster/address/revoke/", roster_feed.revoke, name="revoke_roster_address"),
    path("roster/<str:token>/shifts.ics", roster_feed.own_shifts, name="own_shifts_file"),
    path("roster/<str:token>/roster.ics", roster_feed.whole_roster, name="roster_file"),
    path("shift/", handover.shift, name="shift"),
    path("shift/<int:pk>/begin/", handover.begin, name="begin_shift"),
    path("shift/<int:pk>/end/", handover.end, name="end_shift"),
    path("shift/note/", handover.note, name="write_log"),
    path("shift/matters/<uuid:pk>/offer/", handover.offer, name="offer_matter"),
    path("shift/matters/<uuid:pk>/take-up/", handover.take_up, name="take_up_matter"),
    path("shift/offers/<int:pk>/take/", handover.take, name="take_matter"),
    path("shift/offers/<int:pk>/decline/", handover.decline, name="decline_matter"),
    path("sheet/", handover.sheet, name="sheet"),
]
