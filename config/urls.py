"""Every address of the installation, by part."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import IsAuthenticated

from config import views

# 400, 404 and 500 are the templates of those names.
handler403 = "config.views.permission_denied"

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("i18n/setlang/", login_not_required(set_language), name="set_language"),
    # Before allauth's page of that name: there people would replace the address they sign in with.
    path("account/email/", views.address_is_kept, name="account_email"),
    path("account/", include("allauth.urls")),
    path(
        "api/v1/schema/",
        SpectacularAPIView.as_view(permission_classes=[IsAuthenticated]),
        name="schema",
    ),
    path("api/v1/", include("requests_mla.api_urls")),
    # Printed on every letter: see CHECK_PATH in requests_mla/letters/payloads.py.
    path("check/", include("requests_mla.public_urls")),
    path("requests/", include("requests_mla.urls")),
    path("oversight/", include("oversight.urls")),
    path("network/", include("network247.urls")),
    path("", include("convention.urls")),
    path("", include("accounts.urls")),
    path("", include("desk.urls")),
]
