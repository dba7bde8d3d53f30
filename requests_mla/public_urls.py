"""What anybody may open: check a letter. Its address is printed on every letter."""

from django.urls import path

from .views import check

app_name = "check"

urlpatterns = [
    path("", check.check, name="check"),
    path("by-hand/", check.by_hand, name="by_hand"),
    path("trusted.pem", check.trusted, name="trusted"),
    path("<str:token>/", check.of_code, name="code"),
]
