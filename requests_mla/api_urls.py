"""Addresses of the API, below /api/v1/."""

from django.urls import path

from . import api

app_name = "api"
urlpatterns = [
    path("requests/", api.RequestList.as_view(), name="requests"),
    path("requests/<uuid:pk>/", api.RequestDetail.as_view(), name="request"),
    path("requests/<uuid:pk>/offers/", api.OfferList.as_view(), name="offers"),
    path("requests/<uuid:pk>/acts/", api.ActList.as_view(), name="acts"),
]
