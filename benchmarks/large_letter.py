"""The data of a large request in Arabic, as `requests_mla.letters.payloads` makes them."""

from typing import Any

MEASURES, ADDRESSES = 60, 400
FACTS = (
    "في 14 آذار/مارس 2026 شفرت ملفات المستشفى وتوقفت العمليات أربعة أيام. وتظهر السجلات جلسات من "
    "خادم افتراضي استؤجر في الدولة متلقية الطلب، وموقعا سجل من حساب هناك باسم Mailhaven."
)


def large_request() -> dict[str, Any]:
    """Every measure with its reasons, every address with its time and its note."""
    return {
        "kind": "request",
        "language": "ar",
        "written_in": "ar",
        "check": "https://rogatory.example/check/",
        "number": 1,
        "created": "2026-11-06T15:40:00Z",
        "from": _authority("أرفينيا", "وزارة العدل", "Port-Sélène"),
        "to": _authority("بلمارا", "وزارة العدل", "Carrick"),
        "references": {"ours": "ARV-MLA-2026-0311", "theirs": ""},
        "title": "ملفات المستشفى",
        "signer": {"name": "Leïla Mansour", "role": "liaison_officer"},
        "text": "",
        "confidential": None,
        "legal_basis": "UNCC",
        "legal_basis_name": "اتفاقية الأمم المتحدة لمكافحة الجريمة السيبرانية",
        "legal_basis_reference": "",
        "proceedings": {
            "authority": "النيابة العامة",
            "functions": "",
            "number": "PS-2026-00417",
            "stage": "investigation",
            "nature": FACTS,
        },
        "purpose": FACTS,
        "facts": "\n\n".join([FACTS] * 5),
        "urgency": {"level": "ordinary", "reason": ""},
        "safeguards": FACTS,
        "privilege": "",
        "use_limits": "",
        "offences": [],
        "persons": [],
        "unnamed_persons": [],
        "attachments": [],
        "confirmations": [],
        "measures": [_measure(number) for number in range(1, MEASURES + 1)],
        "identifiers": [_identifier(number) for number in range(ADDRESSES)],
    }


def _authority(state: str, ministry: str, place: str) -> dict[str, str]:
    return {
        "state_name": state,
        "ministry": ministry,
        "authority": "السلطة المركزية",
        "place": place,
    }


def _measure(number: int) -> dict[str, Any]:
    return {
        "number": number,
        "type": "stored_data",
        "name": "تفتيش البيانات الإلكترونية المخزنة وتأمينها والكشف عنها",
        "article": 40,
        "reference": "40(3)(d), 44",
        "category": "content",
        "description": f"سجل الجلسات رقم {number}",
        "target": f"203.0.113.{number}",
        "custodian": "Mailhaven",
        "from": "2026-03-11",
        "until": "2026-03-14",
        "zone": "UTC",
        "necessity": FACTS,
        "special_procedure": "",
        "needed_by": None,
        "needed_reason": "",
    }


def _identifier(number: int) -> dict[str, Any]:
    return {
        "kind": "ip",
        "value": f"198.51.{number // 250}.{number % 250}",
        "port": 49_152 + number,
        "seen_at": "2026-03-14T01:10:00+00:00",
        "zone": "UTC",
        "service": "Mailhaven",
        "note": "جلسة من سجل الخادم",
    }
