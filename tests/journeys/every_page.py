"""Every page of the installation with somebody who may open it, found by walking its addresses."""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from django.test import Client
from django.urls import reverse

from accounts.models import Authority, Issuer, Person, SigningKey
from accounts.services import make_own_key, read_fingerprint, trust
from audit import moment
from audit.moment import pretended
from config.demonstration.cast import Cast
from config.demonstration.desk import DeskPlay
from convention.models import MeasureType
from documents.keys import list_of_revoked, make_demonstration_ca
from documents.letter import token_of
from network247.choices import Action as UrgentAction
from network247.choices import MatterKind
from network247.models import ContactList, ContactPoint, ContactVersion, Shift, TestCall
from network247.services.directory import propose_contact
from network247.services.directory_lists import keep_list
from network247.services.drills import start_call
from network247.services.seeding import seed_contacts
from requests_mla.choices import Action, Step
from requests_mla.services import rules
from requests_mla.services.rules import Wording
from requests_mla.views.case import TABS
from tests.addresses import Address, every_address
from tests.network247 import stage as urgent
from tests.requests_mla import stage
from workflow.models import Clock, Letter

# Whoever sees the urgent matters of the play.
DESKS = ("niamh", "ana", "")
NAMES = ("youssef", "leila", "ciara", "aoife", "declan", "sean", "orla", "niamh", "ana")

NO_PAGES = {"healthz", "schema", "desk:feed", "network:own_shifts_file", "network:roster_file"}


# Steps of urgent matters by what their forms have: the others have no kind of field besides.
SHAPES = (
    *(UrgentAction.VERIFY, UrgentAction.NOTE_ATTEMPT, UrgentAction.ORDER, UrgentAction.CONFIRM),
    *(UrgentAction.FOLLOW_UP, UrgentAction.TELL_TRACE, UrgentAction.REFUSE, UrgentAction.ANSWER),
)


@dataclass(frozen=True)
class Place:
    """A page, and by whom it can be opened; an empty name is nobody who signed in."""

    name: str
    path: str


def places(cast: Cast) -> tuple[list[Place], set[str]]:
    """One place for each page, step, move and tab; and the names of pages nobody could open."""
    plays = _cases(cast)
    _directory(cast)
    matters = _matters(cast)
    waiting = _keys(cast)
    visitors = {name: stage.browser(cast, name) for name in NAMES} | {"": Client()}
    found: list[Place] = []
    unseen: set[str] = set()
    for address in every_address():
        if address.name.startswith("api:") or address.name in NO_PAGES:
            continue
        variants = _variants(address, plays, matters)
        urgent_matter = address.is_of_a_case and address.name.startswith("network:")
        those = {name: visitors[name] for name in DESKS} if urgent_matter else visitors
        if _is_no_page(variants[0][0], those):
            continue
        here = [place for paths in variants if (place := _first(paths, those))]
        if not here:
            unseen.add(address.name)
        found += here
    # Its reader sees another page than who registered it, and revokes it.
    found.append(Place("sean", reverse("accounts:key", args=[waiting.pk])))
    return found, unseen


def _keys(cast: Cast) -> SigningKey:
    """A key that waits for its second reading, and an issuer whose list ran out."""
    by, home = cast.actors["sean"].stamp, cast.central["XB"]
    tom = Person.objects.get(email="tom@belmara.example")
    key = make_own_key(by=by, authority=home, days=365, person=tom)
    read_fingerprint(by=cast.actors["aoife"].stamp, key=key, typed=key.fingerprint)
    ca = make_demonstration_ca(moment.now())
    issuer = trust(by=by, certificate_pem=ca.certificate_pem)
    issuer.revoked_pem = list_of_revoked(ca, {}, moment.now() - timedelta(days=40)).decode()
    issuer.save()
    return key


def _cases(cast: Cast) -> list[stage.Play]:
    """One case at each turning point, with a rule, a question, an exhibit and a note."""
    at = moment.now()
    rules.add_rule(
        actor=cast.actors["sean"],
        wording=Wording(
            demand="translation",
            words="Certified translation into English for searches",
            origin="law",
            reference="Mutual Assistance Act, section 12(3)",
            blocks=True,
            valid_from=at.date(),
            measure_types=(MeasureType.objects.get(pk="search"),),
        ),
    )
    draft, waiting, sent, asked, talks = (
        make(cast, at)
        for make in (stage.drafted, stage.submitted, stage.sent, stage.received, stage.received)
    )
    asked.act("ciara", "ask", question="Which month?")
    talks.act("aoife", "consult", proposal="A shorter period?")
    postponed = stage.received(cast, at)
    postponed.decide("ciara", {}, no_talks="It would warn them.")
    later = (at + timedelta(days=30)).date()
    postponed.act("aoife", "postpone", reasons="A case here is live.", review_until=later)
    proposed = stage.received(cast, at)
    proposed.decide("ciara", {1: {"outcome": "granted"}})
    proposed.act("ciara", "propose")
    stage.make_documents(proposed.case)
    granted = stage.received(cast, at)
    granted.decide("ciara", {1: {"outcome": "granted"}})
    granted.release("ciara", "aoife", "accept")
    at_work = stage.executing(cast, at)
    at_work.exhibit("declan", "log.csv", b"a\n", about="Log", measure=1)
    at_work.act("youssef", "status_query")
    answered = stage.executing(cast, at)
    answered.act("declan", "report", measure=1, result="done", result_text="Done.")
    answered.exhibit("declan", "log.csv", b"b\n", about="Log", measure=1)
    answered.act("ciara", "deliver")
    stage.make_letters()
    received = stage.received(cast, at)
    return [
        *(received, draft, waiting, sent, asked, talks, postponed),
        *(proposed, granted, at_work, answered),
    ]


def _directory(cast: Cast) -> None:
    """The desks, one with a change that waits; a list that was taken in; a call being made."""
    with pretended(moment.now() - timedelta(days=30)):
        seed_contacts()
    theirs, ours = (ContactPoint.objects.get(state=code) for code in ("XA", "XB"))
    assert ours.current
    change = replace(ours.current.details, hours="From 08:00 to 20:00; at night by telephone.")
    propose_contact(actor=cast.actors["niamh"], contact=ours, details=change)
    listed = b"state,authority_name,phone\nXB,Second desk,+999 1000\nXD,Desk,112\n"
    keep_list(actor=cast.actors["niamh"], name="list.csv", content=listed)
    start_call(actor=cast.actors["ciara"], point=theirs)


def _matters(cast: Cast) -> list[DeskPlay]:
    """Urgent matters at each turning point, between Belmara and Costaria or by post."""
    at = moment.now() - timedelta(hours=3)
    emergency = MatterKind.EMERGENCY_DATA
    draft, call = (DeskPlay(cast, at) for _number in range(2))
    draft.write("niamh", cast.central["XC"], MatterKind.PRESERVATION, "Draft")
    call.take_call("ana", cast.central["XB"], emergency, "Call", caller="Somebody")
    taken = DeskPlay(cast, at)
    taken.take_call("ana", cast.central["XB"], emergency, "Taken", caller="Somebody")
    taken.act("ana", UrgentAction.TAKE_DOWN)
    waiting = urgent.asked(cast, at)
    doubtful = urgent.accepted(cast, at, kind=emergency)
    verified = urgent.trusted(cast, at)
    ordered = urgent.trusted(cast, at, kind=emergency)
    ordered.act("ana", UrgentAction.ORDER, custodian="Vidriera")
    simple = urgent.trusted(cast, at)
    simple.act("ana", UrgentAction.ORDER, custodian="Vidriera")
    secured = urgent.frozen(cast, at, kind=emergency)
    frozen, warned, longer, held, over = (urgent.frozen(cast, at) for _number in range(5))
    warned.act("ana", UrgentAction.WARN, caution="harm", caution_text="They would notice.")
    wanted = (moment.now() + timedelta(days=120)).date()
    longer.act("niamh", UrgentAction.ASK_EXTENSION, asked_until=wanted, reasons="It takes long.")
    held.act("niamh", UrgentAction.FOLLOW_UP, follow_up_reference="BEL-MLA-2026-0009")
    over.act("niamh", UrgentAction.RELEASE, reasons="Not needed.")
    told = urgent.accepted(cast, at, kind=MatterKind.SPONTANEOUS)
    oral = urgent.asked(cast, at, kind=emergency, route="telephone")
    answered = urgent.trusted(cast, at, kind=emergency)
    answered.act("ana", UrgentAction.ANSWER, answer="198.51.100.7", permission="Law 9048.")
    return [
        *(frozen, draft, call, taken, waiting, doubtful, verified, ordered, simple, secured),
        *(warned, longer, held, over, told, oral, answered),
    ]


def _of_the_directory(page: str) -> dict[str, object]:
    if page == "call":
        return {"pk": TestCall.objects.values_list("pk", flat=True)[0]}
    if page == "proposal":
        return {"pk": ContactVersion.objects.get(state="proposed").pk}
    if page == "list":
        return {"pk": ContactList.objects.values_list("pk", flat=True)[0]}
    # Who calls is of another State.
    return {"pk": ContactPoint.objects.get(state="XA" if page == "record_call" else "XB").pk}


def _variants(
    address: Address, plays: list[stage.Play], matters: list[DeskPlay]
) -> list[list[str]]:
    """For each step, move and tab the paths that may lead there."""
    if not address.is_of_a_case:
        return [[address.path(**_of(address.name))]]
    if address.name.startswith("network:"):
        return _variants_of_matters(address, [play.case.pk for play in matters])
    keys = [play.case.pk for play in plays]
    if address.name == "requests:case":
        return [[f"{address.path(pk=key)}?tab={tab}" for key in reversed(keys)] for tab in TABS]
    if address.name == "requests:reminders":
        running = Clock.objects.filter(case__in=keys, stopped_at__isnull=True)
        return [[address.path(pk=clock.case_id, number=clock.pk) for clock in running]]
    subjects: list[dict[str, object]] = [{}]
    if "action" in address.gaps:
        subjects = [{"action": action} for action in Action.values]
    elif "step" in address.gaps:
        subjects = [{"step": step} for step in Step.values]
    return [[address.path(pk=key, **one) for key in keys] for one in subjects]


def _variants_of_matters(address: Address, keys: list[UUID]) -> list[list[str]]:
    if "action" in address.gaps:
        return [[address.path(pk=key, action=one) for key in keys] for one in SHAPES]
    if address.name == "network:write":
        return [[address.path(pk=keys[1])]]  # the draft
    return [[address.path(pk=key) for key in keys]]


def _of(name: str) -> dict[str, object]:
    """What to look at where a number is asked for."""
    space, _, page = name.partition(":")
    if name == "convention:article":
        return {"number": 40}
    if name == "network:roster_shift":
        return {"pk": _shift().pk}
    if name == "check:code":
        sent = Letter.objects.filter(shared=True).exclude(sha256="")
        return {"token": token_of(sent.values_list("data_sha256", flat=True)[0])}
    if space == "network":
        return _of_the_directory(page)
    if page in ("key", "certificate"):
        return {"pk": SigningKey.objects.get(in_force_since=None).pk}
    if page == "issuer":
        return {"pk": Issuer.objects.get(key_pem="").pk}
    if page == "authority":
        return {"pk": Authority.objects.filter(state="XB").values_list("pk", flat=True)[0]}
    if space == "accounts":
        return {"pk": Person.objects.get(email="ciara@belmara.example").pk}
    return {}


def _shift() -> Shift:
    """A shift of somebody of Belmara, an hour from now."""
    begin = moment.now() + timedelta(hours=1)
    return Shift.objects.create(
        authority=Authority.objects.filter(state="XB").order_by("pk")[0],
        person=Person.objects.get(email="niamh@belmara.example"),
        starts_at=begin,
        ends_at=begin + timedelta(hours=8),
    )


def _first(paths: list[str], visitors: dict[str, Client]) -> Place | None:
    for path in paths:
        for name, client in visitors.items():
            answer = client.get(path)
            if answer.status_code == 200 and "html" in answer["Content-Type"]:
                return Place(name, path)
    return None


def _is_no_page(path: str, visitors: dict[str, Client]) -> bool:
    """Whether it is something to send to, a file, or a way to somewhere else."""
    answers = [client.get(path) for client in visitors.values()]
    if any(answer.status_code == 405 for answer in answers):
        return True
    shown = [answer for answer in answers if answer.status_code == 200]
    sent_on = any(answer.status_code == 302 for answer in answers[:-1])
    return (sent_on and not shown) or any("html" not in one["Content-Type"] for one in shown)
