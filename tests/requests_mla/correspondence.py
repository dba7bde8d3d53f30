"""Three cases played to their ends: letters of every kind, with texts in three scripts.

Every text that an officer typed says which field it is from: a letter that drops one is found out.
"""

from datetime import date, timedelta
from typing import Any

from config.demonstration.cast import Cast
from config.demonstration.play import Play
from convention.models import Ground, MeasureType
from requests_mla.choices import Outcome
from requests_mla.models import Attachment
from requests_mla.services.supplementing import KIND, PARTS, VALUES, field
from tests.requests_mla import stage

CYRILLIC, ARABIC, LATIN = "Карина Острова", "كارينا أوستروفا", "Karina Ostrová-Çağlar"


def said(field: str) -> str:
    """A text of several paragraphs and lines for a field."""
    return (
        f"First paragraph on the {field}, by Gaëlle d’Ambrosio; it runs over more than one line, "
        "as such texts do, and names k.ostrova@mailhaven.example and 203.0.113.77.\n"
        f"A second line on the {field}: 41 BTC & <no mark-up>.\n\n"
        f"Второй абзац ({field}): объём ущерба, по словам {CYRILLIC}, уточняется.\n\n"
        f"فقرة ثالثة ({field}): أبلغ السيد عبد الله الشرطة، والتقى {ARABIC} بالمحامي.\n\n"
        f"Last paragraph on the {field}."
    )


def line(field: str) -> str:
    """A text for a field of one line."""
    return f"{field} of {LATIN} / {CYRILLIC}"


def granted(cast: Cast, at: Any) -> Play:
    """Asked, answered, talked about, postponed, taken up, granted, delivered twice, closed."""
    play = drafted(cast, at, "Granted: Δ Γ Ω, Чернобыль")
    play.send("youssef", "leila")
    play.act("ciara", "acknowledge", remark=said("acknowledgement"), their_reference="")
    play.act("ciara", "ask", question=said("question"))
    play.act("youssef", "reply", answer=said("answer"))
    play.act("aoife", "consult", proposal=said("proposal"), **_conditions())
    play.act("youssef", "answer_conditions", remark=said("answer to conditions"), **_answers())
    play.act("aoife", "consult", proposal=said("second proposal"))
    play.act("youssef", "accept_conditions", remark=said("acceptance"))
    play.decide("ciara", {}, no_talks=said("reason without talks"))
    review = (play.at + timedelta(days=45)).date()
    play.act("aoife", "postpone", reasons=said("postponement"), review_until=review)
    play.act("ciara", "resume", remark=said("resumption"))
    play.act("youssef", "status_query", remark=said("question how it stands"))
    play.act("ciara", "status_reply", status_text=said("reply how it stands"))
    play.act("youssef", "supplement", supplement=said("supplement"))
    play.ask_in_addition("youssef", "leila", supplement=said("addition"), **_in_addition())
    _grant(play)
    _execute(play)
    play.act("youssef", "confirm_receipt", remark=said("receipt"))
    play.act("leila", "close", remark=said("closing"))
    _tell_of_the_evidence(play)
    return play


def refused(cast: Cast, at: Any) -> Play:
    """Conditions declined, every measure refused."""
    play = drafted(cast, at, "Refused")
    play.send("youssef", "leila")
    play.act("ciara", "acknowledge", remark="")
    play.act("aoife", "consult", proposal=said("conditions"))
    play.act("youssef", "decline_conditions", reasons=said("reason to decline"))
    play.decide(
        "ciara",
        {
            number: {
                "outcome": Outcome.REFUSED,
                "ground": Ground(code="DE_MINIMIS"),
                "reasons": said(f"refusal of measure {number}"),
                "internal_reasons": "ONLY OURS",
            }
            for number in (1, 2)
        },
    )
    play.release("ciara", "aoife", "refuse", remark=said("refusal as a whole"))
    return play


def withdrawn(cast: Cast, at: Any) -> Play:
    """Taken back before an answer."""
    play = drafted(cast, at, "Withdrawn")
    play.send("youssef", "leila")
    play.act("youssef", "withdraw", reasons=said("withdrawal"))
    return play


def drafted(cast: Cast, at: Any, title: str) -> Play:
    """A draft with something in every field that is printed."""
    play = Play(cast, at)
    play.draft("youssef", "XB", title)
    play.write(
        "youssef",
        "who",
        basis_id="UNCC",
        conducting_authority=line("authority in charge"),
        conducting_functions=line("functions"),
        case_number="PS-2026-00417/б",
        nature=said("nature"),
        purpose=said("purpose"),
        earlier_reference="BEL-247-2026-0098",
    )
    # As if it were written in a language that the asked State accepts.
    accepted = cast.central["XB"].state.languages
    play.write("youssef", "attachments", language=accepted[0])
    play.add("youssef", "offences", _offences())
    play.write("youssef", "facts", facts=said("facts"))
    play.add("youssef", "persons", _persons())
    play.add("youssef", "identifiers", _identifiers())
    play.add("youssef", "measures", [_measure(number) for number in (1, 2)])
    play.write(
        "youssef",
        "safeguards",
        **{field: said(field) for field in ("safeguards", "privilege", "use_limits")},
    )
    play.write(
        "youssef",
        "urgency",
        urgency="urgent",
        urgency_reason=said("urgency"),
        confidential=True,
        confidential_until=date(2027, 6, 30),
        confidential_reason=said("secrecy"),
    )
    play.save("youssef", "attachments", _attach(play))
    return play


def _offences() -> list[dict[str, Any]]:
    return [
        {"article": 7, "provision": said("first provision"), "maximum_penalty_months": 60},
        {
            "title": line("serious crime"),
            "provision": said("second provision"),
            "maximum_penalty_months": 49,
        },
    ]


def _persons() -> list[dict[str, Any]]:
    return [
        {
            "role": "suspect",
            "names": f"{CYRILLIC}\n{LATIN}\n{ARABIC}\n卡琳娜",
            "nationality": "Arvenian",
            "born": "12 May 1988, Port-Sélène",
            "location": line("whereabouts"),
        },
        {"role": "victim", "names": "NOT TO BE NAMED", "unnamed": True},
    ]


def _identifiers() -> list[dict[str, Any]]:
    return [
        {"kind": "url", "value": "https://files.mailhaven.example/k.ostrova/" + "0123456789" * 12},
        {"kind": "email", "value": "к.острова@почта.example", "service": line("service")},
        {"kind": "hash", "value": "7c1e" * 16, "note": line("note")},
    ]


def _measure(number: int) -> dict[str, Any]:
    return {
        **stage.card(),
        "description": said(f"description of measure {number}"),
        "target": line(f"target {number}"),
        "custodian": line(f"custodian {number}"),
        "necessity": said(f"necessity of measure {number}"),
        "special_procedure": said(f"procedure of measure {number}"),
        "needed_by": date(2026, 12, 24),
        "needed_reason": line(f"reason of the date of measure {number}"),
    }


def _attach(play: Play) -> Any:
    def attach(found: Any) -> None:
        Attachment.objects.create(
            request=found,
            file=play.scan("youssef", play.cast.central["XA"], "Annex"),
            name=f"Приложение {LATIN}.pdf",
            role="annex",
            language="en",
            added_by_name="Youssef Haddad",
        )

    return attach


def _conditions() -> dict[str, Any]:
    return {
        "item_1_text": line("first condition"),
        "item_1_measure": "1",
        "item_2_text": line("second condition"),
    }


def _in_addition() -> dict[str, Any]:
    written = {**_measure(3), "type": MeasureType.objects.get(pk="stored_data")}
    return {
        **{field(1, name): written[name] for name in PARTS if name in written},
        KIND: "email",
        VALUES: f"second@mailhaven.example {line('second address')}",
    }


def _answers() -> dict[str, Any]:
    return {
        "item_1_answer": "countered",
        "item_1_counter": line("other proposal"),
        "item_2_answer": "accepted",
    }


def _grant(play: Play) -> None:
    play.decide(
        "ciara",
        {
            1: {
                "outcome": Outcome.CONDITIONAL,
                "conditions": said("conditions of measure 1"),
                "internal_reasons": "ONLY OURS",
            },
            2: {"outcome": Outcome.PARTIAL, "cut": said("what measure 2 leaves out")},
            3: {"outcome": Outcome.GRANTED},
        },
    )
    play.release("ciara", "aoife", "accept", remark=said("decision"))


def _execute(play: Play) -> None:
    bureau = play.cast.executing["XB"]
    play.act("ciara", "assign", executing_authority=bureau, instructions="ONLY OURS")
    play.act("declan", "report", measure=1, result="done", result_text=said("result of measure 1"))
    play.exhibit("declan", f"журнал {LATIN}.csv", b"a\n1\n", about=line("log"), measure=1)
    play.act("ciara", "deliver_part", remark=said("first delivery"))
    play.act(
        "declan", "report", measure=2, result="partly", result_text=said("result of measure 2")
    )
    play.act(
        "declan",
        "report",
        measure=3,
        result="nothing_found",
        result_text=said("result of measure 3"),
    )
    play.exhibit("declan", "disk.bin", b"\0" * 5000, about=line("disk"), measure=2)
    play.act("ciara", "deliver", remark=said("last delivery"))


def _tell_of_the_evidence(play: Play) -> None:
    play.act(
        "youssef",
        "ask_use",
        use_kind="onward",
        use_recipient=line("recipient"),
        use_text=said("wish for another use"),
    )
    answer = said("answer on another use")
    play.act("ciara", "answer_use", use_answer="conditional", use_answer_text=answer)
    play.act("youssef", "tell_disclosure", disclosure=said("disclosure"))
    day = play.at.date()
    disposed: dict[str, Any] = {"disposal_kind": "destroyed", "disposed_on": day}
    play.act("youssef", "tell_disposal", remark=said("disposal"), **disposed)
