"""Template filters for references to the Convention."""

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .. import references

register = template.Library()


@register.filter
def article_links(reference: str) -> SafeString:
    """The reference with each of its parts as a link to the paragraph it names."""
    return format_html_join(", ", "{}", ((_link(piece),) for piece in reference.split(", ")))


@register.filter
def anchor(reference: str) -> str:
    """The id of a paragraph on its article's page."""
    return references.anchor(reference)


@register.filter
def language_in_words(code: str) -> str:
    """The name of a language in the active language; the code where it is not one of ours."""
    for known, name in settings.LANGUAGE_NAMES:
        if known == code or known.partition("-")[0] == code:
            return str(name)
    return code


def _link(piece: str) -> SafeString:
    found = references.split(piece)
    if not found:
        return format_html("{}", piece)
    number = int(found[0].partition("(")[0])
    url = reverse("convention:article", args=[number])
    return format_html('<a href="{}#{}">{}</a>', url, references.anchor(found[0]), piece)
