"""The offences of a request beside the law of the requested State, through the real services."""

from collections.abc import Mapping
from datetime import datetime

from audit.moment import pretended
from requests_mla.criminality.subjects import subjects_of
from requests_mla.models import Comparison, Request
from requests_mla.services import criminality
from requests_mla.services.criminality import Written
from workflow.models import Case

from .cast import Cast

# What is written of an offence, by its article; None stands for a crime outside the Convention.
ByArticle = Mapping[int | None, Written]


def keep_comparison(
    cast: Cast, case: Case, who: str, at: datetime, offences: ByArticle
) -> Comparison:
    """Save a comparison as the staff of the requested authority would, and finish it."""
    given = {
        one.offence.pk: offences[one.offence.article_id]
        for one in subjects_of(Request.objects.get(pk=case.pk))
    }
    actor = cast.actors[who]
    with pretended(at):
        draft = criminality.save_comparison(actor=actor, case=case, offences=given, seen_version=0)
        return criminality.finish(actor=actor, case=case, seen_version=draft.version)
