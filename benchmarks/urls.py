"""The addresses of the house, and views that do nothing: the baselines of `page` and `alarm`."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from benchmarks import HELLO, NOTHING
from config import urls as house


def hello(request: HttpRequest) -> HttpResponse:
    """The least a view can say."""
    return HttpResponse("hello")


def nothing(request: HttpRequest) -> HttpResponse:
    """Nothing, for whoever is signed in."""
    return HttpResponse(status=204)


urlpatterns = [path(HELLO, hello), path(NOTHING, nothing), *house.urlpatterns]
handler403 = house.handler403
