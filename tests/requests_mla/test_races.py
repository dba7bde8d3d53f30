"""Eight people at once: one wins, the others are told, and nothing is written twice.

They say most on PostgreSQL, where writers really run side by side.
"""

from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.actors import Actor
from audit.models import Event as AuditEvent
from audit.verification import verified
from evidence.models import Exhibit
from requests_mla import decided
from requests_mla.models import Countersignature, Question
from requests_mla.services import deciding, drafting, exhibits, posting
from tests.requests_mla import stage
from tests.together import together
from workflow.models import Letter
from workflow.refusals import Refusal
from workflow.services import Act, perform

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
PEOPLE = 8


def at_once(*works: Callable[[], object]) -> Counter[str]:
    """Start all works at the same moment; how often each outcome came, by name."""

    def tried(work: Callable[[], object]) -> str:
        try:
            work()
        except (Refusal, drafting.Overtaken) as refusal:
            return type(refusal).__name__
        return "done"

    return Counter(together(*(partial(tried, work) for work in works)))


def test_a_move_made_by_eight_at_once_happens_once() -> None:
    cast, at = stage.gathered()
    play = stage.sent(cast, at)
    case, officer = play.case, cast.actors["ciara"]
    before = case.events.count()

    def acknowledge() -> None:
        perform(case=case, act=Act("acknowledge", {}, case.version), by=officer)

    assert at_once(*[acknowledge] * PEOPLE) == {"done": 1, "NotFromHere": PEOPLE - 1}
    assert case.events.count() == before + 1
    assert case.clocks.filter(name="decide").count() == 1
    assert Letter.objects.filter(case=case, kind="acknowledgement").count() == 1

    version = play.case.version

    def ask() -> None:
        perform(case=case, act=Act("ask", {"question": "Which?"}, version), by=officer)

    def withdraw() -> None:
        act = Act("withdraw", {"reasons": "Not needed"}, version)
        perform(case=case, act=act, by=cast.actors["youssef"])

    assert at_once(*[ask, withdraw] * 4) == {"done": 1, "NotFromHere": PEOPLE - 1}
    assert case.events.count() == before + 2
    assert Question.objects.count() == (play.case.status == "clarifying")
    assert verified(f"case:{case.pk}").intact


def test_a_step_saved_by_eight_at_once_is_overwritten_by_nobody() -> None:
    cast, at = stage.gathered()
    play = stage.drafted(cast, at)
    seen = drafting.version_of(play.case.request, "facts")

    def save(number: int) -> None:
        drafting.save_step(
            actor=cast.actors["youssef"],
            case=play.case,
            step="facts",
            seen_version=seen,
            write=lambda found: drafting.save_fields(found, {"facts": f"facts {number}"}),
        )

    works = [lambda number=number: save(number) for number in range(PEOPLE)]
    assert at_once(*works) == {"done": 1, "Overtaken": PEOPLE - 1}
    assert drafting.version_of(play.case.request, "facts") == seen + 1


def test_a_release_and_an_edit_at_once_never_send_what_nobody_read() -> None:
    cast, at = stage.gathered()
    play = stage.submitted(cast, at)
    case, read = play.case, play.case.letters.get(kind="request").rendered_sha256
    seen = drafting.version_of(case.request, "facts")

    def release() -> None:
        act = Act("send", {"document": read}, case.version)
        perform(case=case, act=act, by=cast.actors["leila"])

    def edit() -> None:
        drafting.save_step(
            actor=cast.actors["youssef"],
            case=case,
            step="facts",
            seen_version=seen,
            write=lambda found: drafting.save_fields(found, {"facts": "edited in between"}),
        )

    outcome = at_once(release, edit)
    assert outcome["done"] == 1
    sent = play.case.status == "sent"
    assert sent == (play.case.request.facts != "edited in between")
    assert case.letters.filter(kind="request", shared=True).count() == sent


def test_eight_liaison_officers_deciding_at_once_make_one_decision() -> None:
    cast, at = stage.gathered()
    play = stage.received(cast, at)
    play.decide("ciara", {1: {"outcome": "granted"}})
    play.act("ciara", "propose")
    case, letter = play.case, decided.current_letter(play.case)
    assert letter is not None
    document, events = letter.rendered_sha256, case.events.count()
    officers = [stage.appointed(cast, "XB", f"officer{number}") for number in range(PEOPLE)]

    def decide(officer: Actor) -> None:
        act = Act("accept", {"document": document}, case.version)
        perform(case=case, act=act, by=officer)

    works = [lambda officer=officer: decide(officer) for officer in officers]
    assert at_once(*works) == {"done": 1, "NotFromHere": PEOPLE - 1}
    assert play.case.status == "accepted"
    assert case.events.count() == events + 1
    assert case.letters.filter(kind="decision", state="signed").count() == 1
    (signature,) = Countersignature.objects.all()
    assert signature.person_id == case.events.get(action="accept").actor_id
    assert verified(f"case:{case.pk}").intact


def test_a_decision_and_an_edit_at_once_never_send_what_nobody_read() -> None:
    cast, at = stage.gathered()
    play = stage.received(cast, at)
    play.decide("ciara", {1: {"outcome": "granted"}})
    play.act("ciara", "propose")
    case, letter = play.case, decided.current_letter(play.case)
    assert letter is not None

    def decide() -> None:
        act = Act("accept", {"document": letter.rendered_sha256}, case.version)
        perform(case=case, act=act, by=cast.actors["aoife"])

    def edit() -> None:
        deciding.save_sheet(
            actor=cast.actors["tom"],
            case=case,
            lines={1: {"outcome": "partial", "cut": "Only March."}},
            no_talks_reason="",
            seen_version=case.version,
        )

    assert at_once(decide, edit) == {"done": 1, "NotFromHere": 1}
    sent = play.case.status == "accepted"
    outcome = case.request.measures.get().decisions.get().outcome
    assert outcome == ("granted" if sent else "partial")
    assert case.letters.filter(kind="decision", shared=True).count() == sent


def test_eight_workers_and_eight_officers_never_take_the_same_number() -> None:
    cast, at = stage.gathered()
    play = stage.executing(cast, at)
    play.act("youssef", "status_query")
    claimed: list[int] = []
    waiting = Letter.objects.filter(state="ordered").count()
    at_once(*[lambda: claimed.extend(posting.claim_orders())] * PEOPLE)
    assert waiting > 1
    assert len(claimed) == len(set(claimed)) == waiting

    def add(number: int) -> None:
        play.exhibit("declan", f"{number}.csv", b"%d;1\n" % number, about="log", measure=1)

    at_once(*[lambda number=number: add(number) for number in range(PEOPLE)])
    numbers = Exhibit.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, PEOPLE + 1))
    assert verified(f"case:{play.case.pk}").intact


def test_evidence_never_comes_into_a_case_that_was_withdrawn_meanwhile() -> None:
    cast, at = stage.gathered()
    play = stage.executing(cast, at)
    case, version = play.case, play.case.version

    def add(number: int) -> None:
        exhibits.add_exhibit(
            actor=cast.actors["declan"],
            case=case,
            upload=SimpleUploadedFile(f"{number}.csv", b"%d;1\n" % number),
            description="log",
            measure_number=1,
        )

    def withdraw() -> None:
        act = Act("withdraw", {"reasons": "Not needed"}, version)
        perform(case=case, act=act, by=cast.actors["youssef"])

    works = [lambda number=number: add(number) for number in range(PEOPLE - 1)]
    outcome = at_once(*works, withdraw)
    added = Exhibit.objects.filter(case=case).count()
    assert outcome["done"] == added + 1
    assert outcome["NotFromHere"] == PEOPLE - 1 - added
    told = AuditEvent.objects.filter(chain=f"case:{case.pk}").order_by("seq")
    verbs = list(told.values_list("verb", flat=True))
    assert "exhibit.add" not in verbs[verbs.index("request.withdraw") :]
    assert verified(f"case:{case.pk}").intact
