"""Invented authorities, people and keys of Arvenia, Belmara, Costaria and Dravonia."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password

from accounts.actors import Actor
from accounts.choices import AuthorityKind, Role
from accounts.models import Appointment, Authority, Issuer, Person, SigningKey
from convention.services import load_invented
from documents import keys

PASSWORD = "demonstration"
SINCE = date(2026, 3, 1)


@dataclass(frozen=True)
class Office:
    """One authority of the demonstration with its people: (name, e-mail, role)."""

    state: str
    kind: str
    name: str
    ministry: str
    place: str
    zone: str
    prefix: str = ""
    connected: bool = True
    people: tuple[tuple[str, str, Role], ...] = ()


CENTRAL, EXECUTING = AuthorityKind.CENTRAL.value, AuthorityKind.EXECUTING.value
OFFICES = (
    Office(
        "XA",
        CENTRAL,
        "Directorate of International Cooperation in Criminal Matters",
        "Ministry of Justice",
        "Port-Sélène",
        "Africa/Tunis",
        "ARV",
        people=(
            ("Youssef Haddad", "youssef@arvenia.example", Role.CENTRAL_AUTHORITY_OFFICER),
            ("Amina Trabelsi", "amina@arvenia.example", Role.CENTRAL_AUTHORITY_OFFICER),
            ("Leïla Mansour", "leila@arvenia.example", Role.LIAISON_OFFICER),
            ("Karim Ayari", "karim@arvenia.example", Role.AUDITOR),
            ("Salma Gharbi", "salma@arvenia.example", Role.STATE_ADMINISTRATOR),
            ("Nour Zouari", "nour@arvenia.example", Role.DUTY_OFFICER),
            ("Sami Ferjani", "sami@arvenia.example", Role.DUTY_OFFICER),
        ),
    ),
    Office(
        "XA",
        EXECUTING,
        "Cybercrime Unit of the Judicial Police",
        "Ministry of the Interior",
        "Port-Sélène",
        "Africa/Tunis",
        people=(("Hedi Mejri", "hedi@arvenia.example", Role.EXECUTING_OFFICER),),
    ),
    Office(
        "XB",
        CENTRAL,
        "Central Authority for Mutual Assistance",
        "Department of Justice",
        "Carrick",
        "Europe/Dublin",
        "BEL",
        people=(
            ("Ciara Doyle", "ciara@belmara.example", Role.CENTRAL_AUTHORITY_OFFICER),
            ("Tom Keane", "tom@belmara.example", Role.CENTRAL_AUTHORITY_OFFICER),
            ("Aoife Brennan", "aoife@belmara.example", Role.LIAISON_OFFICER),
            ("Orla Nolan", "orla@belmara.example", Role.AUDITOR),
            ("Sean Walsh", "sean@belmara.example", Role.STATE_ADMINISTRATOR),
            ("Niamh Byrne", "niamh@belmara.example", Role.DUTY_OFFICER),
        ),
    ),
    Office(
        "XB",
        EXECUTING,
        "National Cyber Investigation Bureau",
        "Department of Justice",
        "Carrick",
        "Europe/Dublin",
        people=(("Declan Moore", "declan@belmara.example", Role.EXECUTING_OFFICER),),
    ),
    Office(
        "XC",
        CENTRAL,
        "Office of Technical Assistance and International Relations",
        "Public Prosecution Service",
        "San Telmo",
        "America/Costa_Rica",
        "COS",
        people=(
            ("Lucía Vargas", "lucia@costaria.example", Role.CENTRAL_AUTHORITY_OFFICER),
            ("Mateo Solano", "mateo@costaria.example", Role.LIAISON_OFFICER),
            # A small authority: one person, two appointments, one chosen at a time.
            ("Mateo Solano", "mateo@costaria.example", Role.DUTY_OFFICER),
            ("Ana Quesada", "ana@costaria.example", Role.DUTY_OFFICER),
            ("Pablo Jiménez", "pablo@costaria.example", Role.DUTY_OFFICER),
            ("Elena Rojas", "elena@costaria.example", Role.AUDITOR),
            ("Diego Mora", "diego@costaria.example", Role.STATE_ADMINISTRATOR),
        ),
    ),
    Office(
        "XD",
        CENTRAL,
        "Department of International Legal Cooperation",
        "General Prosecution",
        "Severgrad",
        "Europe/Moscow",
        "DRA",
        connected=False,
    ),
)


@dataclass(frozen=True)
class Cast:
    """The actors by their first name in small letters, the central authorities by State."""

    actors: dict[str, Actor]
    central: dict[str, Authority]
    executing: dict[str, Authority]


def assemble(at: datetime) -> Cast:
    """Make authorities, people and keys; every person has the demonstration's password."""
    load_invented()
    actors: dict[str, Actor] = {}
    central: dict[str, Authority] = {}
    executing: dict[str, Authority] = {}
    ca = keys.make_demonstration_ca(at)
    # One password, hashed once: slow on purpose, and no secret.
    password = make_password(PASSWORD)
    for office in OFFICES:
        authority = _authority(office)
        (central if office.kind == CENTRAL else executing)[office.state] = authority
        if office.kind == CENTRAL and office.connected:
            give_key(authority, ca=ca, at=at)
        for name, email, role in office.people:
            person, _ = Person.objects.get_or_create(
                email=email, defaults={"name": name, "password": password}
            )
            appointment = Appointment.objects.create(
                person=person, authority=authority, role=role, since=SINCE
            )
            # Whoever has two appointments plays under the first.
            actors.setdefault(email.partition("@")[0], Actor.of(appointment))
    return Cast(actors, central, executing)


def give_key(
    authority: Authority,
    *,
    ca: keys.DemonstrationCA,
    at: datetime,
    person: Person | None = None,
    days: int = 3 * 365,
) -> SigningKey:
    """A demonstration key for an authority or one of its officers.

    In force, and valid for so many days from the day before.
    """
    begins = at - timedelta(days=1)
    issued = keys.issue_certificate(
        ca,
        person.name if person else authority.name,
        authority.state_id,
        begins,
        days,
        passphrase=settings.SIGNING_PASSPHRASE,
    )
    valid_from, valid_until = keys.validity(issued.certificate_pem)
    vouched_for(ca, at)
    return SigningKey.objects.create(
        authority=authority,
        person=person,
        key_pem=issued.key_pem.decode(),
        certificate_pem=issued.certificate_pem.decode(),
        chain_pem=ca.certificate_pem.decode(),
        fingerprint=keys.fingerprint(issued.certificate_pem),
        valid_from=valid_from,
        valid_until=valid_until,
        registered_at=begins,
        in_force_since=valid_from,
    )


def vouched_for(ca: keys.DemonstrationCA, at: datetime) -> Issuer:
    """The demonstration's issuer, trusted here, with its key: it makes its list of revoked ones."""
    issuer, _ = Issuer.objects.get_or_create(
        fingerprint=keys.fingerprint(ca.certificate_pem),
        defaults={
            "name": keys.name_of(ca.certificate_pem),
            "certificate_pem": ca.certificate_pem.decode(),
            "key_pem": ca.key_pem(settings.SIGNING_PASSPHRASE).decode(),
            "added_at": at,
        },
    )
    return issuer


def authority_of(issuer: Issuer) -> keys.DemonstrationCA:
    """The demonstration's issuer with its key, as `vouched_for` kept it."""
    return keys.load_demonstration_ca(
        issuer.key_pem.encode(), issuer.certificate_pem.encode(), settings.SIGNING_PASSPHRASE
    )


def give_time(issuer: Issuer, at: datetime) -> None:
    """Let the demonstration's issuer stamp the time on letters; nobody else vouches for it."""
    made = keys.issue_stamper(authority_of(issuer), at, passphrase=settings.SIGNING_PASSPHRASE)
    issuer.stamp_key_pem = made.key_pem.decode()
    issuer.stamp_certificate_pem = made.certificate_pem.decode()
    issuer.save(update_fields=["stamp_key_pem", "stamp_certificate_pem"])


def _authority(office: Office) -> Authority:
    return Authority.objects.create(
        state_id=office.state,
        kind=office.kind,
        name=office.name,
        ministry=office.ministry,
        place=office.place,
        zone=office.zone,
        prefix=office.prefix,
        connected=office.connected,
        email=f"{office.kind}@{office.state.lower()}.example",
    )
