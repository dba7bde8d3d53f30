"""Urgent matters: brief 4 from the alarm to the hand-over, and others in every state."""

from datetime import datetime, timedelta

from audit.moment import pretended
from convention.models import State
from network247.choices import Action, CautionKind, MatterKind, Route
from network247.services.following import draft_request

from .cast import Cast
from .desk import DeskPlay
from .duty import hand_over


def urgent_matters(cast: Cast, today: datetime) -> None:
    """All of them; `today` is the latest morning."""
    a_life_at_risk(cast, today)
    ransomware_frozen(cast, today)
    a_trace(cast, today)
    a_question_to_dravonia(cast, today)
    an_impostor(cast, today)
    a_draft(cast, today)


def a_life_at_risk(cast: Cast, today: datetime) -> DeskPlay:
    """Brief 4: Belmara's desk telephones Costaria's at 03:12 there; the day before `today`."""
    night = (today - timedelta(days=1)).replace(hour=9, minute=8)
    play = DeskPlay(cast, night)
    play.write(
        "niamh",
        cast.central["XC"],
        MatterKind.EMERGENCY_DATA,
        "Child before a camera: account lagoon_77",
        route=Route.TELEPHONE,
        identifiers=[{"kind": "account", "value": "lagoon_77", "service": "Vidriera"}],
        risk_to_whom="A child who is abused before a camera while others watch.",
        risk_significant="The abuse goes on for as long as the stream is paid for.",
        risk_imminent="The next stream is announced for tonight; the last one ended an hour ago.",
        data_wanted="The last IP addresses of lagoon_77 and the subscriber's address.",
        custodian="Vidriera",
        location="Costaria",
        authority_in_charge="Child Protection Unit, Carrick",
        case_number="CPU-2026-311",
        offence_title="Online child sexual abuse",
        facts="A live stream of the account lagoon_77 on Vidriera was seen at 02:40 (UTC).",
        keep_secret=True,
        secret_reason="The user would move the child.",
        read_back="Child before a camera, account lagoon_77 on Vidriera. Needed within hours: last"
        " addresses and the subscriber's address. Read back and confirmed.",
    )
    play.wait(minutes=4).act("niamh", Action.ASK)
    play.wait(minutes=4).act("ana", Action.ACCEPT)
    play.wait(minutes=6).verify("ana", "Niamh Byrne", "She named the account before I did.")
    play.wait(minutes=9).act(
        "ana", Action.REPLY, message="Vidriera found the account; its servers are in San Telmo."
    )
    play.wait(minutes=4).act(
        "ana", Action.ORDER, custodian="Vidriera S.A.", order_reference="OG-247-88"
    )
    play.wait(minutes=16).act(
        "ana",
        Action.SECURE,
        custodian_reference="VID-PRES-5512",
        frozen_from=play.at - timedelta(minutes=3),
        frozen_what="Account lagoon_77: subscriber, log-ins and streams of the last 90 days.",
    )
    play.wait(minutes=41).act(
        "ana",
        Action.ANSWER_FROZEN,
        answer="Last addresses: 198.51.100.23 and 198.51.100.87, until 02:51 (UTC). Subscriber: in"
        " San Telmo; the street was told to Niamh Byrne by telephone.",
        permission="Law on Cyber Assistance, article 14: data to avert an emergency.",
    )
    play.wait(hours=2).act("niamh", Action.CONFIRM_WRITTEN, remark="")
    hand_over(
        play.wait(minutes=18),
        "ana",
        "pablo",
        next_step="Wait for the request; Vidriera asks whether the streams are kept too.",
        note="One night, one child. Lucía reviews it on Monday.",
    )
    return play


def ransomware_frozen(cast: Cast, today: datetime) -> DeskPlay:
    """Arvenia had a server frozen in Belmara; the draft of the request is being written."""
    play = DeskPlay(cast, today - timedelta(days=47))
    play.write(
        "nour",
        cast.central["XB"],
        MatterKind.PRESERVATION,
        "Server of the harbour ransom notes",
        identifiers=[
            {"kind": "ip", "value": "203.0.113.140", "port": 49733, "service": "Northgate Hosting"}
        ],
        authority_in_charge="Public Prosecutor at the Court of First Instance of Port-Sélène",
        case_number="PS-2026-01102",
        offence_title="Illegal access and interference with systems",
        facts="The harbour office's files were encrypted; the ransom notes came from this server.",
        data_wanted="Disk image of the rented server, its log-ins, and the customer's data.",
        custodian="Northgate Hosting Ltd",
        location="Belmara",
        necessity="The customer pays by the week; the server is wiped when the rent ends.",
        follow_up_promised=True,
        follow_up_by=(today + timedelta(days=7)).date(),
        keep_secret=True,
        secret_reason="The customer would wipe the server.",
    )
    play.wait(minutes=20).act("nour", Action.ASK)
    play.wait(minutes=6).act("niamh", Action.ACCEPT)
    play.wait(minutes=9).verify("niamh", "Nour Zouari")
    play.wait(minutes=15).act(
        "niamh", Action.ORDER, custodian="Northgate Hosting Ltd", order_reference="CCA-2026-61"
    )
    play.wait(minutes=22).act(
        "niamh",
        Action.CONFIRM,
        custodian_reference="NG-774120",
        frozen_from=play.at - timedelta(minutes=8),
        frozen_what="Image of the server 203.0.113.140 and the customer's account.",
    )
    play.wait(days=44)
    with pretended(play.at):
        draft_request(actor=cast.actors["youssef"], case=play.case)
    wanted = (today + timedelta(days=43)).date()
    play.wait(hours=3).act(
        "nour", Action.ASK_EXTENSION, asked_until=wanted, reasons="The translation is being made."
    )
    return play


def a_trace(cast: Cast, today: datetime) -> DeskPlay:
    """While freezing for Belmara, Costaria finds a provider in Arvenia."""
    play = DeskPlay(cast, today - timedelta(days=9, hours=5))
    play.write(
        "niamh",
        cast.central["XC"],
        MatterKind.PRESERVATION,
        "Relay of the invoice fraud",
        identifiers=[{"kind": "ip", "value": "198.51.100.40", "port": 50111, "service": ""}],
        authority_in_charge="Fraud Unit, Carrick",
        case_number="FU-2026-208",
        offence_title="Theft by computer",
        facts="Invoices of a builder were changed on their way; the mails passed this relay.",
        data_wanted="Connections through the relay, 1 to 14 of last month.",
        custodian="Pacífica Redes",
        necessity="Connections are kept for ninety days.",
        follow_up_promised=True,
    )
    play.wait(minutes=5).act("niamh", Action.ASK)
    play.wait(minutes=3).act("pablo", Action.ACCEPT)
    play.wait(minutes=8).verify("pablo", "Tom Keane")
    play.wait(minutes=30).act("pablo", Action.ORDER, custodian="Pacífica Redes")
    play.wait(hours=1).act(
        "pablo",
        Action.CONFIRM,
        custodian_reference="PR-118",
        frozen_from=play.at,
        frozen_what="Connections through 198.51.100.40.",
    )
    play.wait(hours=2).act(
        "pablo",
        Action.TELL_TRACE,
        communication="Mails of the 3rd of last month, 10:02 to 10:20 (UTC)",
        trace_state=State.objects.get(pk="XA"),
        trace_provider="Sahel Net",
        trace_path="Came in from 203.0.113.201, port 41022, of Sahel Net.",
        tell_that_state=True,
    )
    play.wait(hours=1).act(
        "pablo",
        Action.WARN,
        caution=CautionKind.WOULD_NOT_HOLD.value,
        caution_text="Pacífica Redes is being sold; its new owner closes this data centre.",
    )
    return play


def a_question_to_dravonia(cast: Cast, today: datetime) -> DeskPlay:
    """By e-mail to a State that does not work here; it has not answered yet."""
    play = DeskPlay(cast, today - timedelta(days=2))
    play.write(
        "niamh",
        cast.central["XD"],
        MatterKind.LOCATE_DATA,
        "Which provider runs mail.polus.example",
        data_wanted="Who provides mail.polus.example, and where its servers are.",
        facts="Threats against a school were sent from there.",
    )
    play.wait(minutes=10).act("niamh", Action.ASK)
    return play


def an_impostor(cast: Cast, today: datetime) -> DeskPlay:
    """Somebody calls Belmara's desk in the name of Arvenia, which says that it was not its own."""
    play = DeskPlay(cast, today - timedelta(days=5, hours=7))
    play.take_call(
        "tom",
        cast.central["XA"],
        MatterKind.EMERGENCY_DATA,
        "Address of a journalist",
        caller="A man who said that he was Captain Ben Salah of the Cybercrime Unit",
        risk_to_whom="He said: a journalist who is about to be attacked.",
        risk_significant="He would not say by whom.",
        risk_imminent="Within the hour, he said.",
        data_wanted="The home address behind an account.",
        read_back="He asked for the address within twenty minutes and would not give his number.",
    )
    play.wait(minutes=2).act("tom", Action.TAKE_DOWN)
    play.wait(minutes=11).act(
        "nour", Action.DISOWN, reasons="Nobody of ours called. There is no Captain Ben Salah."
    )
    return play


def a_draft(cast: Cast, today: datetime) -> DeskPlay:
    """Costaria is about to ask Belmara for advice."""
    play = DeskPlay(cast, today - timedelta(hours=6))
    play.write(
        "ana",
        cast.central["XB"],
        MatterKind.LEGAL_INFORMATION,
        "Who may order a freeze at night in Belmara",
        data_wanted="Which authority may order a freeze outside office hours.",
    )
    return play
