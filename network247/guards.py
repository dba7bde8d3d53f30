"""The conditions of the table: each name is a true sentence, each answer what is missing."""

from django.utils.translation import gettext as _

from workflow.table import Who

from .choices import FREEZABLE, MatterKind
from .facts import MatterFacts

# What wants more than that data are kept.
ANSWERED = frozenset(MatterKind) - {MatterKind.PRESERVATION, MatterKind.SPONTANEOUS}


def nothing_is_missing(facts: MatterFacts, who: Who) -> str | None:
    """Everything that the Convention makes part of such a request is there."""
    if not facts.missing:
        return None
    return _("Still missing: %(gaps)s") % {"gaps": " · ".join(facts.missing)}


def written_confirmation_is_owed(facts: MatterFacts, who: Who) -> str | None:
    """It was asked orally and not yet confirmed in writing."""
    return None if "written" in facts.running else _("No written confirmation is owed.")


def nothing_oral_is_unconfirmed(facts: MatterFacts, who: Who) -> str | None:
    """What was asked orally has been confirmed in writing."""
    if "written" not in facts.running:
        return None
    return _("It was asked orally. Confirm it in writing first.")


def nobody_was_verified(facts: MatterFacts, who: Who) -> str | None:
    """Nobody has confirmed yet that it comes from the State it names."""
    return _("It is verified already.") if facts.verified else None


def it_is_not_trusted(facts: MatterFacts, who: Who) -> str | None:
    """It is neither verified nor let go on by a second person."""
    return _("It may be acted on already.") if facts.trusted else None


def it_is_trusted(facts: MatterFacts, who: Who) -> str | None:
    """Somebody was called back and confirmed it; or a second person answers for going on."""
    if who.on_behalf or facts.trusted:
        return None
    return _(
        "Not verified. Call back at a number of the directory; or, if a life is at risk, let a"
        " second person answer for going on."
    )


def a_life_is_at_risk(facts: MatterFacts, who: Who) -> str | None:
    """The test of an emergency is written down in its three parts."""
    if facts.life_at_risk:
        return None
    return _(
        "Only for a significant and imminent risk to the life or safety of a person, and that is"
        " not written down here."
    )


def somebody_else_has_it(facts: MatterFacts, who: Who) -> str | None:
    """Whoever lets it go on is not the one who works on it."""
    if facts.holder != who.person_id:
        return None
    return _("You have this matter yourself. A second person has to decide that it goes on.")


def a_review_is_owed(facts: MatterFacts, who: Who) -> str | None:
    """Emergency data were given, or it went on unverified; nobody has looked at that since."""
    return None if facts.review_is_owed else _("Nothing waits for a review.")


def somebody_else_acted(facts: MatterFacts, who: Who) -> str | None:
    """The reviewer is neither the one who worked on it nor the one who let it go on."""
    if who.person_id not in {facts.overridden_by, facts.holder}:
        return None
    return _("You worked on it, or let it go on, yourself. Somebody else reviews that.")


def data_can_be_frozen(facts: MatterFacts, who: Who) -> str | None:
    """It is about data that can be frozen."""
    return None if facts.kind in FREEZABLE else _("Nothing is to be frozen here.")


def only_a_freeze_is_asked(facts: MatterFacts, who: Who) -> str | None:
    """A preservation, and nothing else."""
    return None if facts.kind == MatterKind.PRESERVATION else _("More than a freeze is asked.")


def more_than_a_freeze_is_asked(facts: MatterFacts, who: Who) -> str | None:
    """The freeze only bridges the time until the answer."""
    return _("Only a freeze is asked.") if facts.kind == MatterKind.PRESERVATION else None


def an_answer_is_asked(facts: MatterFacts, who: Who) -> str | None:
    """There is something to answer."""
    return None if facts.kind in ANSWERED else _("No answer is asked, only a freeze.")


def it_only_tells(facts: MatterFacts, who: Who) -> str | None:
    """It is information that the other State gives of its own accord."""
    return None if facts.kind == MatterKind.SPONTANEOUS else _("Something is asked here.")


def it_can_be_confirmed(facts: MatterFacts, who: Who) -> str | None:
    """A freeze was ordered here; of a State by post nothing but its word is known."""
    return None if who.on_behalf or facts.ordered else _("Order the freeze first.")


def they_did_not_ask_to_stop(facts: MatterFacts, who: Who) -> str | None:
    """After a warning the State that asks did not decide against it."""
    if facts.told_to_stop:
        return _("After your warning they asked not to carry it out.")
    return None


def we_gave_the_order(facts: MatterFacts, who: Who) -> str | None:
    """An order of our own stands, which can end."""
    return None if facts.ordered and "order" in facts.running else _("No order at home runs.")


def a_warning_waits(facts: MatterFacts, who: Who) -> str | None:
    """They warned, and the decision is ours."""
    return None if facts.warning_waits else _("No warning waits for a decision.")


def no_warning_waits(facts: MatterFacts, who: Who) -> str | None:
    """A warning was answered before it goes on."""
    if facts.warning_waits:
        return _("A warning waits for the decision of the State that asks.")
    return None


def no_extension_is_asked(facts: MatterFacts, who: Who) -> str | None:
    """One wish at a time."""
    return _("A longer freeze is asked for already.") if facts.extension_asked else None


def an_extension_is_asked(facts: MatterFacts, who: Who) -> str | None:
    """A wish for a longer freeze waits."""
    return None if facts.extension_asked else _("No longer freeze is asked for.")


def freeze_has_not_ended(facts: MatterFacts, who: Who) -> str | None:
    """A longer freeze is asked for before it ends, 42(9)."""
    return _("The freeze has ended.") if facts.freeze_is_over else None


def freeze_may_not_be_lifted_yet(facts: MatterFacts, who: Who) -> str | None:
    """Nobody has said so far that the freeze is not needed any more."""
    return _("The freeze may be lifted already.") if facts.decided else None


def the_freeze_may_be_lifted(facts: MatterFacts, who: Who) -> str | None:
    """Its period is over, its request is decided, or the State that asked needs it no more."""
    if who.on_behalf or facts.decided or facts.freeze_is_over:
        return None
    return _(
        "The freeze still runs for the other State. It is lifted when its period is over, when the"
        " request that followed is decided, or when they say that they need it no more."
    )


def the_other_side_wrote_it_down(facts: MatterFacts, who: Who) -> str | None:
    """Somebody called in our name, and the other desk took it down."""
    return None if facts.opened_by != who.side else _("Your own desk asked this.")
