"""The addresses of the house, and one view that does nothing: the baseline of `page`."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from benchmarks import HELLO
from config import urls as house


def hello(request: HttpRequest) -> HttpResponse:
    """The least a view can say."""
    return HttpResponse("hello")


urlpatterns = [path(HELLO, hello), *house.urlpatterns]
handler403 = house.handler403
