"""Brief 1 in the browser from the grant to the close: measures, files, delivery, receipt."""

from pathlib import Path

from config.demonstration.briefs import ransomware as brief
from evidence.models import Exhibit
from requests_mla.models import Request

from .conftest import Visitor, make_letters
from .steps import Visit

# Small files stand for the image of a server.
FILES = (
    ("subscribers.csv", brief.SUBSCRIBERS, "Subscriber information", "1"),
    ("сессии.csv", b"time_utc,address,port\n2026-03-11T22:04:00Z,203.0.113.77,49152\n", "Log", "2"),
    ("server-extract.img", bytes(range(256)) * 40, "Disk image, its beginning", "3"),
)
LIMIT = "Use is limited to the purpose of the request, 40(19)."


def execute_and_close(visit: Visit, path: str, folder: Path) -> None:
    """The bureau reports and seals, the central authority delivers, Arvenia confirms and closes."""
    _assign(visit, path)
    declan = visit("declan@belmara.example", width=360)
    _report(declan, path)
    _seal(declan, path, folder)
    _deliver(visit, path)
    make_letters()
    youssef = visit("youssef@arvenia.example")
    _receive(youssef, path)
    _close(youssef, path)
    make_letters()


def _assign(visit: Visit, path: str) -> None:
    ciara = visit("ciara@belmara.example")
    ciara.open(f"{path}act/assign/")
    bureau = ciara.page.locator("main [name=executing_authority] option", has_text="National Cyber")
    ciara.fill(
        executing_authority=str(bureau.get_attribute("value")),
        instructions="Serve both providers; filter measure 4 with counsel present.",
    )
    ciara.press("Assign for execution")
    ciara.sees("Being executed")
    ciara.open(f"{path}act/deliver/")
    ciara.sees("Measures 1, 2, 3, 4, 5 are not reported on yet.")


def _report(declan: Visitor, path: str) -> None:
    for number, text in enumerate(brief.RESULTS, start=1):
        declan.open(f"{path}act/report/")
        declan.fill(measure=str(number), result="done", result_text=text)
        declan.press("Report on a measure")
    declan.open(f"{path}?tab=measures")
    for text in brief.RESULTS:
        assert text in declan.page.inner_text("main")


def _seal(declan: Visitor, path: str, folder: Path) -> None:
    for name, content, about, measure in FILES:
        file = folder / name
        file.write_bytes(content)
        declan.open(f"{path}?tab=evidence")
        declan.fill(file=str(file), description=about, measure=measure)
        declan.submit("main form:has([name=file])")
        declan.sees(name)


def _deliver(visit: Visit, path: str) -> None:
    ciara = visit("ciara@belmara.example")
    ciara.open(f"{path}act/deliver/")
    ciara.fill(remark=LIMIT)
    ciara.press("Deliver the results")
    ciara.sees("Answered, results returned")


def _receive(youssef: Visitor, path: str) -> None:
    """What arrives is byte for byte what was sealed; the instructions stayed with Belmara."""
    youssef.open(f"{path}?tab=evidence")
    keys = Exhibit.objects.order_by("number").values_list("number", "file__sha256")
    for (number, sha256), (name, content, *_more) in zip(keys, FILES, strict=True):
        youssef.sees(name)
        assert sha256[:16] in youssef.page.inner_text("main")
        fetched = youssef.page.request.get(f"{youssef.address}{path}evidence/{number}/")
        assert fetched.body() == content
    youssef.open(path)
    youssef.sees(LIMIT)
    assert "Serve both providers" not in youssef.page.inner_text("body")
    youssef.open(f"{path}act/confirm_receipt/")
    youssef.fill(remark="All files arrived whole.")
    youssef.press("Confirm receipt")
    youssef.sees("Receipt confirmed")


def _close(youssef: Visitor, path: str) -> None:
    youssef.open(f"{path}act/close/")
    youssef.press("Close the case")
    youssef.sees("Nobody's: the case is closed")
    assert Request.objects.get().case.status == "closed"
