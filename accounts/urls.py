"""Acting under an appointment, people, authorities, tokens."""

from django.urls import path

from .views import acting, authorities, people, tokens

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
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/<int:pk>/revoke/", tokens.revoke_token, name="revoke_token"),
]
