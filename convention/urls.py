"""Addresses of the States and of the Convention; included at the root of the site."""

from django.urls import path

from . import views

app_name = "convention"
urlpatterns = [
    path("states/", views.states, name="states"),
    path("states/<str:code>/", views.state, name="state"),
    path("bases/", views.bases, name="bases"),
    path("convention/", views.articles, name="articles"),
    path("convention/questions/", views.questions, name="questions"),
    path("convention/<int:number>/", views.article, name="article"),
]
