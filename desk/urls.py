"""Addresses of the desk."""

from django.urls import path

from .views import calendar, feed, home, overview, running, telling

app_name = "desk"
urlpatterns = [
    path("", home.home, name="home"),
    path("decisions/", home.decisions, name="decisions"),
    path("watch/", home.watch, name="watch"),
    path("inbox/", home.inbox, name="inbox"),
    path("overview/", overview.overview, name="overview"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/<str:token>.ics", feed.feed, name="feed"),
    path("telling/", telling.telling, name="telling"),
    path("telling/address/", telling.address, name="calendar_address"),
    path("telling/address/revoke/", telling.revoke, name="revoke_calendar_address"),
    path("running/", running.running, name="running"),
]
