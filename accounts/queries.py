"""Who sees what. `visible_to` is the only definition of who sees a case."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple, TypedDict
from uuid import UUID

from django.core.cache import cache
from django.db.models import Exists, OuterRef, Q, QuerySet

from audit import moment
from audit.stamps import Stamp
from convention.queries import REMEMBERED_SECONDS
from workflow.choices import Side
from workflow.models import Case

from .actors import Actor
from .choices import NAMEABLE, Role
from .models import (
    Appointment,
    Authority,
    CaseGrant,
    Conflict,
    Issuer,
    Participation,
    Person,
    SigningKey,
)

# At most this many grants count for a person, the newest; nobody is given more.
GRANT_LIMIT = 500


class Place(NamedTuple):
    """Where an actor's State stands in a case, and whether that side has sealed it."""

    side: Side | None
    sealed: bool


def participations_of(actor: Actor) -> QuerySet[Participation]:
    """The rows that open cases to this actor: the own authority's, for an auditor the State's.

    A sealed row opens its case to nobody, and no row opens one on which the person declared a
    conflict of interest. A State administrator looks after people and sees no case.
    """
    return _without_conflicts(_rows_of(actor).filter(sealed=False), actor)


def named_rows(actor: Actor) -> QuerySet[Participation]:
    """The own rows of sealed cases that were opened to this person by name."""
    return _rows_of(actor).filter(sealed=True, case_id__in=_keys_granted_to(actor))


def rows_opened_by_name(actor: Actor) -> QuerySet[Participation]:
    """One row for each case opened by name that no row of `participations_of` shows.

    The own row of a sealed case. Where nobody takes part who is acted for, the requested side's.
    """
    own = _rows_of(actor).filter(case=OuterRef("case"))
    return Participation.objects.filter(
        Q(pk__in=named_rows(actor).values("pk")) | Q(~Exists(own), side=Side.REQUESTED, leads=True),
        case_id__in=_keys_granted_to(actor),
    )


def granted_to(actor: Actor) -> list[UUID]:
    """Cases opened to this person by name (django-guardian), as a short list of keys."""
    return list(_keys_granted_to(actor)) if actor.may_have_grants else []


def visible_to(actor: Actor) -> QuerySet[Case]:
    """Every case the actor may see; list, page, file, export and search all go through it."""
    by_participation = Q(pk__in=participations_of(actor).values("case_id"))
    granted = granted_to(actor)
    return Case.objects.filter(
        by_participation | Q(pk__in=granted) if granted else by_participation
    )


def rows_to_act_under(case: Case, by: Stamp) -> QuerySet[Participation]:
    """The row of the authority acted for, if this person may act on the case: the point check.

    One query, looked at under the lock of the case; it agrees with `visible_to`.
    """
    named = _grants_of(by.person_id, by.authority_id, by.role).filter(content_object=case.pk)
    conflicts = live_conflicts(case.pk).filter(person=by.person_id)
    return Participation.objects.filter(
        ~Exists(conflicts),
        Q(sealed=False) | Exists(named),
        case=case.pk,
        authority_id=by.authority_id or 0,
        visible=True,
    )


def side_led_by(actor: Actor, case: Case) -> Side | None:
    """The side whose leading authority this actor acts for here; None when led from elsewhere."""
    rows = rows_to_act_under(case, actor.stamp).filter(leads=True, authority__connected=True)
    side = rows.values_list("side", flat=True).first()
    return Side(side) if side else None


def audited_by(actor: Actor) -> QuerySet[Case]:
    """The cases whose record an auditor reads.

    House rule: an auditor reads the record of a sealed case as of any other of the State, but does
    not open it: no page, file, letter, list or search shows it, its title included. Whoever is
    named on the case reads in its history that an auditor did. See `sealed_among`.
    """
    rows = _without_conflicts(_rows_of(actor), actor)
    return Case.objects.filter(Q(pk__in=rows.values("case_id")) | Q(pk__in=granted_to(actor)))


def sealed_among(cases: Iterable[UUID], actor: Actor) -> set[UUID]:
    """Those of these cases that the actor's State has sealed for itself."""
    rows = Participation.objects.filter(state_id=actor.state, sealed=True, case_id__in=set(cases))
    return set(rows.values_list("case_id", flat=True))


def live_grants(on: date | None = None) -> QuerySet[CaseGrant]:
    """Grants that hold on that day (default: today, UTC), of people who may sign in.

    django-guardian itself would count those that have ended, and those of inactive people.
    """
    day = on or moment.now().date()
    return CaseGrant.objects.filter(
        Q(until__isnull=True) | Q(until__gte=day),
        since__lte=day,
        permission__codename="view_case",
        user__is_active=True,
    )


def live_conflicts(case_id: UUID) -> QuerySet[Conflict]:
    """Conflicts of interest declared on a case and not lifted."""
    return Conflict.objects.filter(case=case_id, lifted_at__isnull=True)


def told_of(
    case_id: UUID, side: str, authority_ids: Iterable[int], roles: Iterable[str]
) -> list[Person]:
    """The holders of these roles who see the case there: nobody else is told anything of it."""
    people = Person.objects.exclude(pk__in=live_conflicts(case_id).values("person"))
    ids, wanted = list(authority_ids), list(roles)
    if not Participation.objects.filter(case=case_id, side=side, sealed=True).exists():
        return list(people.filter(pk__in=holders(ids, wanted)))
    named = [role for role in wanted if role in NAMEABLE]
    told = Q(pk__in=[])
    for one in ids:
        grants = live_grants().filter(_bound_to(one), content_object=case_id)
        told |= Q(pk__in=grants.values("user")) & Q(pk__in=holders([one], named))
    return list(people.filter(told))


def _rows_of(actor: Actor) -> QuerySet[Participation]:
    """The rows of whom the actor acts for, sealed ones included."""
    rows = Participation.objects.filter(visible=True)
    if actor.role == Role.STATE_ADMINISTRATOR:
        return rows.none()
    if actor.role == Role.AUDITOR:
        return rows.filter(state_id=actor.state)
    return rows.filter(authority_id=actor.authority_id)


def _without_conflicts(rows: QuerySet[Participation], actor: Actor) -> QuerySet[Participation]:
    if not actor.may_have_conflicts:
        return rows
    return rows.exclude(case_id__in=_conflicts_of(actor).values("case_id"))


def _conflicts_of(actor: Actor) -> QuerySet[Conflict]:
    return Conflict.objects.filter(person=actor.person_id, lifted_at__isnull=True)


def _grants_of(person_id: int | None, authority_id: int | None, role: str) -> QuerySet[CaseGrant]:
    """What was opened to this person by name and counts for whom they act for."""
    grants = live_grants().filter(user=person_id)
    return grants.filter(_bound_to(authority_id if role in NAMEABLE else None))


def _keys_granted_to(actor: Actor) -> QuerySet[CaseGrant, UUID]:
    """The same as a question, for those lists that ask it in passing."""
    grants = _grants_of(actor.person_id, actor.authority_id, actor.role)
    if actor.may_have_conflicts:
        grants = grants.exclude(content_object_id__in=_conflicts_of(actor).values("case_id"))
    return grants.order_by("-pk").values_list("content_object_id", flat=True)[:GRANT_LIMIT]


def _bound_to(authority_id: int | None) -> Q:
    unbound = Q(authority__isnull=True)
    return unbound | Q(authority=authority_id) if authority_id else unbound


def readable_by(actor: Actor) -> Q:
    """Events of the record, within cases the actor sees, that are shared or the own State's.

    What a person of another State did is read only where the act itself crossed the border.
    """
    return Q(shared=True) | Q(state=actor.state)


def place_of(actor: Actor, case: Case) -> Place:
    """Where the actor's State stands in the case; on no side if it takes no part."""
    row = case.participations.filter(state_id=actor.state).values_list("side", "sealed").first()
    return Place(Side(row[0]), row[1]) if row else Place(None, sealed=False)


def side_of(actor: Actor, case: Case) -> Side | None:
    """On which side the actor's State stands in the case; None if it takes no part."""
    return place_of(actor, case).side


def not_over(day: date, path: str = "") -> Q:
    """Appointments that hold on that day or begin later; `path` leads to them, as `person__`."""
    last = Q(**{f"{path}until__isnull": True}) | Q(**{f"{path}until__gte": day})
    return last & Q(**{f"{path}stopped_at__isnull": True})


def people_of(state: str) -> QuerySet[Person]:
    """Everybody who holds or held an appointment in the State."""
    own = Appointment.objects.filter(authority__state_id=state, person=OuterRef("pk"))
    return Person.objects.filter(Exists(own))


def live_appointments(person_id: int, on: date | None = None) -> QuerySet[Appointment]:
    """The appointments under which the person may act on that day (default: today, UTC).

    Each says in `has_grants` and `has_conflicts` whether the person may have any.
    """
    day = on or moment.now().date()
    return (
        Appointment.objects.filter(person_id=person_id, person__is_active=True, since__lte=day)
        .filter(not_over(day))
        .annotate(
            has_grants=Exists(CaseGrant.objects.filter(user=OuterRef("person"))),
            has_conflicts=Exists(
                Conflict.objects.filter(person=OuterRef("person"), lifted_at__isnull=True)
            ),
        )
        .select_related("person", "authority")
        .order_by("authority__name", "role")
    )


def administrators_of(state: str) -> QuerySet[Person]:
    """The people who look after the people of a State today."""
    day = moment.now().date()
    live = Appointment.objects.filter(
        not_over(day), authority__state=state, role=Role.STATE_ADMINISTRATOR, since__lte=day
    )
    return Person.objects.filter(pk__in=live.values("person"), is_active=True)


def holders(authority_ids: list[int], roles: list[str]) -> QuerySet[Person]:
    """The people who hold one of these roles at one of these authorities today."""
    day = moment.now().date()
    return Person.objects.filter(
        not_over(day, "appointments__"),
        is_active=True,
        appointments__since__lte=day,
        appointments__authority_id__in=authority_ids,
        appointments__role__in=roles,
    ).distinct()


def states_with_authorities() -> list[str]:
    """Codes of the States that have an authority here; remembered for a minute."""
    codes: list[str] | None = cache.get_or_set(
        "accounts.states",
        lambda: list(Authority.objects.order_by().values_list("state_id", flat=True).distinct()),
        REMEMBERED_SECONDS,
    )
    return codes or []


def usable_key(authority: Authority) -> SigningKey | None:
    """The seal of the authority that signs now: in force and not revoked; None if there is none."""
    return signing_now().filter(authority=authority, person=None).first()


def usable_key_of(person_id: int, authority: Authority) -> SigningKey | None:
    """The key with which an officer signs for an authority now; None if there is none."""
    return signing_now().filter(authority=authority, person=person_id).first()


def trust_anchors() -> list[bytes]:
    """The certificates (PEM) that are trusted here: issuers, and seals nobody else vouches for."""
    issuers = Issuer.objects.filter(ended_at=None).values_list("certificate_pem", flat=True)
    own = SigningKey.objects.filter(chain_pem="", in_force_since__isnull=False)
    return [pem.encode() for pem in (*issuers, *own.values_list("certificate_pem", flat=True))]


class Relied(TypedDict):
    """What a signature is checked with here: see `documents.inspection.inspect`."""

    trust: list[bytes]
    lists: list[bytes]
    revoked: dict[str, datetime]


def relied_on() -> Relied:
    """Whom this installation trusts now, and which keys are revoked, by their issuer or here."""
    revoked = SigningKey.objects.filter(revoked_at__isnull=False)
    lists = Issuer.objects.filter(ended_at=None).exclude(revoked_pem="")
    return {
        "trust": trust_anchors(),
        "lists": [pem.encode() for pem in lists.values_list("revoked_pem", flat=True)],
        "revoked": {
            fingerprint: when
            for fingerprint, when in revoked.values_list("fingerprint", "revoked_at")
            if when is not None
        },
    }


def signing_now() -> QuerySet[SigningKey]:
    """Every key that signs now, of authorities and of officers: in force and not revoked."""
    now = moment.now()
    return SigningKey.objects.filter(
        in_force_since__lte=now, revoked_at__isnull=True, valid_from__lte=now, valid_until__gt=now
    )
