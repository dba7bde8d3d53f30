"""The poll of the page on which it rings, against views that say nothing.

1,000 desks, each with a duty officer signed in, poll in turn; at one in twenty something rings. All
are asked in this process, by way of the whole application, and processor time is measured. The
baseline answers 204 after the same middleware, session and look-up of the person.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from itertools import cycle
from time import process_time
from typing import TYPE_CHECKING, Any

from . import HELLO, NOTHING, house
from .databases import temporary_database, using
from .measuring import Report, interleaved

if TYPE_CHECKING:
    from accounts.models import Person

DATABASES = {"postgresql": "postgresql", "sqlite": "default"}
DESKS, RINGS_AT_EVERY = 1000, 20
UNCHANGED, CHANGED = "poll, 304", "poll, 200"
RINGING = "poll while it rings, 304"
BASELINE, BARE = "nothing, same middleware and session", "hello, no middleware"


def arguments(parser: ArgumentParser) -> None:
    """Size and rounds."""
    parser.add_argument("--cases", type=int, default=10_000, help="other cases in the database")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--repeats", type=int, default=150, help="of each in a round")
    parser.add_argument("--database", choices=tuple(DATABASES), help="only this one")


def run(options: Namespace) -> Report:
    """Both databases; the goals are of the slower ratio."""
    report = Report("alarm")
    found = {}
    wanted = [options.database] if options.database else list(DATABASES)
    with ExitStack() as stack:
        addresses = {}
        if "postgresql" in wanted:
            addresses["postgresql"] = stack.enter_context(temporary_database("alarm"))
        stack.enter_context(house.put_up(addresses))
        for name in wanted:
            with using(DATABASES[name]):
                found[name] = _one(DATABASES[name], options)
            report.milliseconds({f"{name}: {what}": took for what, took in found[name].items()})
            # No goal: what lies between the two is middleware, session and the person's look-up.
            times = found[name][UNCHANGED] / found[name][BARE]
            report.row(f"{name}: {UNCHANGED} / {BARE}", f"{times:9.1f} times")

    def worst(subject: str, baseline: str) -> float:
        return max(one[subject] / one[baseline] for one in found.values())

    # Goals of the desk's own: nobody else has set any.
    report.goal("alarm-304", worst(UNCHANGED, BASELINE), at_most=1.5)
    report.goal("alarm-200", worst(CHANGED, BASELINE), at_most=1.5)
    report.goal("alarm-ringing", worst(RINGING, BASELINE), at_most=2)
    return report


def _one(alias: str, options: Namespace) -> dict[str, float]:
    from django.urls import reverse

    from .seeding import seed

    seed(alias, options.cases)
    cookies = _officers()
    rings = _let_ring(len(cookies))
    poll, nothing = reverse("network:alarm_state"), f"/{NOTHING}"
    for number in rings:
        _asked(_environ(poll, cookies[number]))  # that it was seen is noted now
    etags = [_asked(_environ(poll, cookie))[1]["ETag"] for cookie in cookies]
    known = [_environ(poll, *one) for one in zip(cookies, etags, strict=True)]
    runs = {
        UNCHANGED: _in_turn(known, 304),
        BASELINE: _in_turn([_environ(nothing, cookie) for cookie in cookies], 204),
        CHANGED: _in_turn([_environ(poll, cookie) for cookie in cookies], 200),
        RINGING: _in_turn([known[number] for number in rings], 304),
        BARE: _in_turn([_environ(f"/{HELLO}", "")], 200),
    }
    return interleaved(runs, rounds=options.rounds, repeats=options.repeats, clock=process_time)


def _in_turn(environs: list[dict[str, Any]], status: int) -> Callable[[], object]:
    """Asks for one after the other, round and round."""
    turns: Iterator[dict[str, Any]] = cycle(environs)

    def ask() -> None:
        found, _headers = _asked(next(turns))
        assert found == status, found

    return ask


def _environ(path: str, cookie: str, etag: str = "") -> dict[str, Any]:
    """What gunicorn would hand to the application."""
    from django.test import RequestFactory

    headers = {"cookie": cookie, **({"if-none-match": etag} if etag else {})}
    request = RequestFactory(SERVER_NAME="localhost").get(path, headers=headers)
    return dict(request.environ)


def _asked(environ: dict[str, Any]) -> tuple[int, dict[str, str]]:
    """Status and headers of the answer, which is read to its end."""
    from .wsgi import application

    began: list[Any] = []
    answer: Any = application(dict(environ), lambda *told, **_more: began.append(told))
    b"".join(answer)
    answer.close()
    status, headers = began[0]
    return int(status.split()[0]), dict(headers)


def _officers() -> list[str]:
    """The cookie of a duty officer of each authority, signed in."""
    from accounts.choices import Role
    from accounts.models import Appointment, Authority, Person

    desks = list(Authority.objects.order_by("pk").values_list("pk", flat=True)[:DESKS])
    people = Person.objects.bulk_create(
        Person(email=f"duty{desk}@benchmark.example", name=f"Duty {desk}") for desk in desks
    )
    Appointment.objects.bulk_create(
        Appointment(
            person=person, authority_id=desk, role=Role.DUTY_OFFICER, since=date(2026, 1, 1)
        )
        for person, desk in zip(people, desks, strict=True)
    )
    return [_session(person) for person in people]


def _session(person: "Person") -> str:
    """The cookie of somebody who signed in; a session row as signing in makes it."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def _let_ring(desks: int) -> list[int]:
    """A matter rings at one desk in twenty; the numbers of those desks."""
    from accounts.models import Authority, Participation
    from audit import moment
    from network247.choices import KIND, MatterKind
    from network247.models import Alarm, UrgentMatter
    from workflow.choices import Side
    from workflow.models import Case

    authorities = list(Authority.objects.order_by("pk")[:desks])
    rings = list(range(0, desks, RINGS_AT_EVERY))
    for number in rings:
        here, there = authorities[number], authorities[(number + 1) % desks]
        case = Case.objects.create(kind=KIND, status="asked", title="Urgent")
        UrgentMatter.objects.create(
            case=case,
            kind=MatterKind.PRESERVATION,
            requesting=there,
            requested=here,
            opened_by=Side.REQUESTING,
        )
        Participation.objects.create(
            case=case,
            authority=here,
            state_id=here.state_id,
            partner=there,
            side=Side.REQUESTED,
            opened_at=case.opened_at,
        )
        due = moment.now() + timedelta(hours=1)
        Alarm.objects.create(case=case, authority=here, level=1, next_page_at=due)
    return rings
