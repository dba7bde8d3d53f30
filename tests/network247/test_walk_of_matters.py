"""Random walks of urgent matters through `perform`, with what must hold after every step."""

from contextlib import suppress
from datetime import datetime, timedelta
from random import Random

import pytest

from accounts.queries import visible_to
from audit.moment import pretended
from audit.verification import verified
from config.demonstration.desk import DeskPlay
from convention.models import State
from network247.choices import Action, MatterKind, Method, Route, Status, Verdict
from network247.models import Alarm, ContactPoint
from network247.offers import offers_for
from network247.table import TABLE
from workflow.refusals import Refusal

from . import stage

pytestmark = pytest.mark.django_db

PEOPLE = ("niamh", "tom", "ciara", "aoife", "ana", "pablo", "lucia", "mateo")
ONLOOKERS = ("nour", "youssef", "sean", "declan")
LONGEST = 30


def filled(play, offer):
    """Something in every field of the move."""
    today = play.at.date()
    entry = ContactPoint.objects.get(state="XB").current_id
    some = {
        "method": Method.CALL_BACK.value,
        "entry": str(entry),
        "verdict": Verdict.NO_ANSWER.value,
        "custodian": "Vidriera",
        "frozen_from": play.at,
        "caution": "harm",
        "caution_answer": "go_on",
        "asked_until": today + timedelta(days=200),
        "extended_until": today + timedelta(days=400),
        "order_until": None,
        "follow_up": None,
        "follow_up_reference": "BEL-MLA-1",
        "ground": "ESSENTIAL_INTERESTS",
        "trace_state": State.objects.get(pk="XA"),
        "tell_that_state": True,
        "answer_file": None,
    }
    return {need: some.get(need, f"Words for {need}.") for need in offer.move.needs}


def begun(cast, random):
    """A matter of some kind, sent by Belmara or taken down in its name by Costaria."""
    play = DeskPlay(cast, stage.START)
    kind = random.choice([kind for kind in MatterKind if kind != MatterKind.SPONTANEOUS])
    said = {**stage.preservation(), **stage.emergency(), "earlier_reference": "COS-1"}
    if random.random() < 0.3:
        play.take_call("ana", cast.central["XB"], kind, "A call", caller="Somebody", **said)
    else:
        route = random.choice([Route.HERE, Route.TELEPHONE])
        play.write("niamh", cast.central["XC"], kind, "A matter", route=route, **said)
    return play


def holds(play, ends):
    """What must be true wherever a matter stands."""
    case, matter = play.case, play.now
    assert case.status in Status.values
    names = list(case.clocks.filter(stopped_at=None).values_list("name", flat=True))
    assert len(names) == len(set(names))
    is_end = TABLE.state(case.status).is_end
    assert (matter.ended_at is not None) == is_end
    if is_end:
        assert set(names) <= {"review"}
    rings = Alarm.objects.filter(case=case, ended_at=None).exists()
    assert rings == (case.status == Status.ASKED)
    if case.status == Status.HELD:
        assert "preserved" not in names
    done = set(case.events.values_list("action", flat=True))
    acted = done & {Action.ORDER, Action.ANSWER, Action.ANSWER_FROZEN, Action.TELL_TRACE}
    assert not acted or done & {Action.VERIFY, Action.OVERRIDE}
    freeze = case.clocks.filter(name="preserved", stopped_at=None).first()
    if freeze:
        assert freeze.due_at >= ends.get(freeze.pk, freeze.due_at), "a freeze was shortened"
        assert freeze.due_at - freeze.started_at >= timedelta(days=freeze.amount)
        ends[freeze.pk] = freeze.due_at


@pytest.mark.parametrize("seed", range(14))
def test_a_matter_strays_along_its_table_and_stays_whole(seed):
    cast, random = stage.gathered(), Random(seed)  # noqa: S311 strays, keeps no secret
    play = begun(cast, random)
    ends: dict[int, datetime] = {}
    for _step in range(LONGEST):
        play.wait(hours=random.choice([0.1, 1, 20, 200]))
        with pretended(play.at):
            for name in ONLOOKERS:
                actor = play.actor(name)
                assert not [one for one in offers_for(actor, play.case) if one.is_ready]
            name = random.choice(PEOPLE)
            offers = offers_for(play.actor(name), play.case)
        unready = [one for one in offers if not one.is_ready]
        if unready:
            before = play.case.version
            with pytest.raises(Refusal):
                play.act(name, unready[0].move.action, **filled(play, unready[0]))
            assert play.case.version == before
        ready = [
            one for one in offers if one.is_ready and not (one.move.grave and random.random() < 0.8)
        ]
        if ready:
            offer = random.choice(ready)
            with suppress(Refusal):  # words that do not fit: an end before the one there is
                play.act(name, offer.move.action, **filled(play, offer))
        holds(play, ends)
    assert not visible_to(play.actor("nour")).filter(pk=play.case.pk).exists()
    assert verified(f"case:{play.case.pk}").intact
