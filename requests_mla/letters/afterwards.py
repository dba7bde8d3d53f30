"""What is asked and told about evidence after it was handed over."""

from django.utils.translation import gettext as _

from documents.letter import Paragraph, Section

from .. import choices
from .parts import Payload, day, paragraphs, typed


def use_request(payload: Payload) -> list[Section]:
    """A wish to use evidence for something else, or to pass it on."""
    wish = payload["use"]
    lead = {
        choices.UseKind.OTHER_USE: _(
            "We ask for your consent to use the evidence that you handed over otherwise than the "
            "request said:"
        ),
        choices.UseKind.ONWARD: _(
            "We ask for your authorisation to pass on the evidence that you handed over:"
        ),
    }[choices.UseKind(wish["kind"])]
    return [Section(_("What we ask"), _wish(wish, lead))]


def use_answer(payload: Payload) -> list[Section]:
    """Consent, consent under conditions, or refusal."""
    wish = payload["use"]
    lead = {
        choices.UseAnswer.CONSENTED: _("We consent to what you asked for:"),
        choices.UseAnswer.CONDITIONAL: _("We consent, under the conditions below, to this:"),
        choices.UseAnswer.REFUSED: _("We cannot consent to what you asked for:"),
    }[choices.UseAnswer(wish["answer"])]
    sections = [Section(_("Answer"), _wish(wish, lead))]
    if wish["answer_text"]:
        heading = _("Reasons") if wish["answer"] == choices.UseAnswer.REFUSED else _("Conditions")
        sections.append(Section(heading, tuple(paragraphs(wish["answer_text"], ""))))
    return sections


def _wish(wish: Payload, lead: str) -> tuple[Paragraph, ...]:
    """What is asked for and, if it is passed on, to whom."""
    to = _("To: %(recipient)s") % {"recipient": wish["recipient"]} if wish["recipient"] else ""
    return (Paragraph(lead, wish["reference"]), *paragraphs(wish["text"], ""), *paragraphs(to, ""))


def disposal(payload: Payload) -> list[Section]:
    """That evidence was given back or destroyed."""
    found = payload["disposal"]
    lead = {
        choices.DisposalKind.RETURNED: _("The evidence was returned on %(day)s."),
        choices.DisposalKind.DESTROYED: _("The evidence was destroyed on %(day)s."),
    }[choices.DisposalKind(found["kind"])]
    return typed(payload, _("Confirmation"), "40(28)", lead % {"day": day(found["on"])})
