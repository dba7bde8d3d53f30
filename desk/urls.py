"""Addresses of the desk."""

from django.urls import path

from . import calendar_page, feed, overview, running, telling_page, views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("decisions/", views.decisions, name="decisions"),
    path("watch/", views.watch, name="watch"),
    path("inbox/", views.inbox, name="inbox"),
    path("overview/", overview.overview, name="overview"),
    path("calendar/", calendar_page.calendar, name="calendar"),
    path("calendar/<str:token>.ics", feed.feed, name="feed"),
    path("telling/", telling_page.telling, name="telling"),
    path("telling/address/", telling_page.address, name="calendar_address"),
    path("telling/address/revoke/", telling_page.revoke, name="revoke_calendar_address"),
    path("running/", running.running, name="running"),
]
