"""Letters in the six languages, and the tools that read the PDFs back."""

import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from documents.letter import (
    Foot,
    LetterContent,
    Letterhead,
    Paragraph,
    Section,
    Signature,
    Table,
    isolated,
)
from documents.rendering import render

AT = datetime(2026, 11, 6, 15, 40, tzinfo=UTC)
PAYLOAD = '{"reference":"ARV-MLA-2026-0311","person":"Карина Острова"}'.encode()
PACKAGES = {
    "openssl": "openssl",
    "pdftotext": "poppler-utils",
    "pdfsig": "poppler-utils",
    "qpdf": "qpdf",
}
NAMES = "Карина Острова / Karina Ostrova / كارينا أوستروفا / 卡琳娜 / عبد الله"
ADDRESSES = "203.0.113.77, 198.51.100.23:52144, k.ostrova@mailhaven.example"

WORDS = {
    "en": (
        "Request for mutual legal assistance",
        "Facts",
        "On 14 March 2026 the files of the hospital were encrypted; the office first affected "
        "notified the police at once.",
    ),
    "fr": (
        "Demande d’entraide judiciaire",
        "Faits",
        "Le 14 mars 2026, les fichiers de l’hôpital ont été chiffrés ; « l’œuvre » d’un "
        "intrus, où l’on reconnaît Gaëlle Çağlar.",
    ),
    "es": (
        "Solicitud de asistencia judicial recíproca",
        "Hechos",
        "El 14 de marzo de 2026 se cifraron los archivos del hospital; ¿quién lo hizo? La "
        "señora Ibáñez lo comunicó a la policía.",
    ),
    "ru": (
        "Запрос о взаимной правовой помощи",
        "Факты",
        "14 марта 2026 года файлы больницы были зашифрованы; сотрудники обратились в полицию, "
        "объём ущерба уточняется.",
    ),
    "ar": (
        "طلب مساعدة قانونية متبادلة",
        "الوقائع",
        "في 14 آذار/مارس 2026 شُفرت ملفات المستشفى، ولا يزال الأطباء بلا سجلات إلى الآن، "
        "وأبلغ السيد عبد الله الشرطة بذلك.",
    ),
    "zh-hans": (
        "司法协助请求书",
        "事实",
        "2026年3月14日，圣布里斯医院的文件被加密。“手术”取消四天，院方立即报警。",
    ),
}


def letter(language: str = "en", *, text: str = "") -> LetterContent:
    """A short letter in that language, or one whose only paragraph is `text`."""
    title, heading, facts = WORDS[language]
    texts = [text] if text else [facts, NAMES, ADDRESSES, isolated("+49 30 1234-567")]
    return LetterContent(
        letterhead=Letterhead("Arvenia", "Ministry of Justice", "Central authority", "40(12)"),
        title=title,
        subtitle="UNCC",
        classification="40(20)",
        facts=(("ARV", "ARV-MLA-2026-0311"),),
        sections=(
            Section(heading, tuple(Paragraph(part, "40(15)") for part in texts)),
            Section("IP", table=Table(("No", "IP"), (("1", "203.0.113.77"),), (4, 16))),
        ),
        signature=Signature("Arvenia", "Leïla Mansour", "LO", "2026"),
        foot=Foot("ARV-MLA-2026-0311", "BEL-MLA-2026-0087", 1, "7c1e" * 16),
    )


def print_letter(content: LetterContent, *, language: str = "en", at: datetime = AT) -> bytes:
    """The letter as PDF with the payload attached."""
    return render(
        "letters/letter.html",
        {"letter": content},
        language=language,
        title=str(content.title),
        identifier="ARV-MLA-2026-0311/1",
        at=at,
        payload=PAYLOAD,
    )


def with_facts(content: LetterContent, lines: int) -> LetterContent:
    """The same letter with its text pushed down by so many lines."""
    return replace(content, facts=(("x", "\n".join(["x"] * lines)),))


def run(command: str, *arguments: str) -> str:
    """What a tool prints, errors included. Without the tool the test fails, it is not skipped."""
    if shutil.which(command) is None:
        pytest.fail(f"{command} is missing: apt-get install {PACKAGES[command]}", pytrace=False)
    done = subprocess.run([command, *arguments], capture_output=True, check=False)
    return (done.stdout + done.stderr).decode()


def text_of(pdf: bytes, folder: Path, *, order: str = "-raw") -> str:
    """The text as another program reads it, pages parted by form feeds.

    "-raw" is the order in which the file holds it, which for Arabic is that of the eye: there ask
    for "-layout".
    """
    path = folder / "letter.pdf"
    path.write_bytes(pdf)
    return run("pdftotext", order, "-enc", "UTF-8", str(path), "-")


def closed_up(text: str) -> str:
    """Without white space and marks of direction: line breaks are the layout's affair."""
    return "".join(_visible(unicodedata.normalize("NFC", text)))


def words_of(text: str) -> list[str]:
    """The words in alphabetical order: readers put mixed directions in an order of their own."""
    plain = BIDI_CONTROLS.sub(" ", unicodedata.normalize("NFC", text))
    bare = "".join(c for c in plain if unicodedata.category(c) not in VOWEL_SIGNS_AND_FORMAT)
    return sorted(re.findall(r"[^\W_]+", bare))


# Readers place vowel signs before or after their letter.
VOWEL_SIGNS_AND_FORMAT = {"Mn", "Cf"}
BIDI_CONTROLS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def _visible(text: str) -> Iterator[str]:
    return (c for c in text if not c.isspace() and unicodedata.category(c) != "Cf")
