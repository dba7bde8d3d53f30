"""Acting, people, authorities and their keys, days of rest, time limits, tokens."""

from django.urls import path

from .views import acting, authorities, calendars, issuers, keys, people, time_rules, tokens

app_name = "accounts"
urlpatterns = [
    path("acting/", acting.acting, name="acting"),
    path("profile/", acting.profile, name="profile"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/correct/", people.correct, name="correct_person"),
    path("people/<int:pk>/switch-off/", people.switch_off, name="switch_off"),
    path("people/<int:pk>/switch-on/", people.switch_on, name="switch_on"),
    path("people/appointments/<int:pk>/end/", people.end_appointment, name="end_appointment"),
    path("people/appointments/<int:pk>/stop/", people.stop_appointment, name="stop_appointment"),
    path("authorities/", authorities.authorities, name="authorities"),
    path("authorities/<int:pk>/", authorities.authority, name="authority"),
    path("keys/", keys.keys, name="keys"),
    path("keys/bring/", keys.bring_key, name="bring_key"),
    path("keys/make/", keys.make_key, name="make_key"),
    path("keys/device/", keys.register_device_key, name="register_device_key"),
    path("keys/issuers/", issuers.issuers, name="issuers"),
    path("keys/issuers/<int:pk>/", issuers.issuer, name="issuer"),
    path("keys/issuers/<int:pk>/end/", issuers.end_trust, name="end_trust"),
    path("keys/<int:pk>/", keys.key, name="key"),
    path("keys/<int:pk>/read/", keys.read_key, name="read_key"),
    path("keys/<int:pk>/revoke/", keys.revoke_key, name="revoke_key"),
    path("keys/<int:pk>/certificate/", keys.certificate, name="certificate"),
    path("days/", calendars.days, name="days"),
    path("days/correct/", calendars.correct_day, name="correct_day"),
    path("days/<int:pk>/withdraw/", calendars.withdraw, name="withdraw_correction"),
    path("days/weekly/", calendars.set_weekly_rest, name="set_weekly_rest"),
    path("states/<str:code>/days/", calendars.days_of, name="days_of"),
    path("time-limits/", time_rules.time_rules, name="time_rules"),
    path("time-limits/<str:kind>/<str:clock>/", time_rules.time_rule, name="time_rule"),
    path("time-limits/<str:kind>/<str:clock>/apply/", time_rules.apply, name="apply_time_rule"),
    path(
        "time-limits/<str:kind>/<str:clock>/return/",
        time_rules.return_to_table,
        name="return_time_rule",
    ),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/<int:pk>/revoke/", tokens.revoke_token, name="revoke_token"),
]
