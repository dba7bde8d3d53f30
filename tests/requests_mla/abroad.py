"""Letters of an installation elsewhere: Arvenia works there, and is reached by post from here."""

import io
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.embed import EmbeddedFileObject, FileSpec, embed_file
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from reportlab.pdfgen.canvas import Canvas

from accounts.models import Authority, Issuer, SigningKey
from config.demonstration.cast import Cast
from config.demonstration.play import Play
from documents import keys
from documents.signing import sign
from evidence import store
from requests_mla.completeness import content_of
from requests_mla.models import Confirmation, Request, StateRule
from requests_mla.services.translating import save_translation
from requests_mla.translated.standing import standing_of
from tests.requests_mla import correspondence, stage
from workflow.models import Letter

PASSPHRASE = "theirs"
PROMISE = ("Costs are borne by us", "Law on assistance, section 4")


class Abroad:
    """A request that was made in another installation, where nobody here can look."""

    def __init__(self, prepare: Callable[[Play], None] = lambda play: None) -> None:
        with transaction.atomic():
            cast, at = stage.gathered()
            play = correspondence.drafted(cast, at, "Clinic ransomware")
            prepare(play)
            play.send("youssef", "leila")
            letter = Letter.objects.get()
            key = SigningKey.objects.get(authority=cast.central["XA"], person=None)
            self.pdf = store.bytes_of(letter.sha256)
            self.sha256 = letter.sha256
            self.payload = letter.payload
            self.case_id = letter.case_id
            self.certificate = key.chain_pem or key.certificate_pem
            transaction.set_rollback(True)

    def said(self, **other: Any) -> dict[str, Any]:
        """What the letter says, or something else in its place."""
        return json.loads(self.payload) | other


def translated(play: Play) -> None:
    """Every text of the draft in Arabic, certified; the note is theirs alone."""
    draft = Request.objects.get(pk=play.case.pk)
    places = [pair.source.place for pair in standing_of(content_of(draft)).pairs]
    play.save(
        "youssef",
        "translation",
        lambda found: save_translation(
            found,
            language="ar",
            by="أمل حداد",
            certified=True,
            note="A note of ours",
            texts={place: f"نص {number}" for number, place in enumerate(places, start=1)},
            shown={},
        ),
    )


def here() -> tuple[Cast, datetime]:
    """Everybody of this installation, in which Arvenia does not work."""
    cast, at = stage.gathered()
    Authority.objects.filter(state="XA").update(connected=False)
    cast.central["XA"].refresh_from_db()
    return cast, at


def trust(certificate: str) -> None:
    """An administrator trusts it."""
    Issuer.objects.create(
        name="Issuer abroad",
        certificate_pem=certificate,
        fingerprint=keys.fingerprint(certificate.encode()),
    )


class Signer:
    """An authority with a key, which an issuer of its own vouches for: Arvenia's, unless named."""

    def __init__(
        self,
        at: datetime,
        name: str = "Directorate of International Cooperation in Criminal Matters",
    ) -> None:
        self.at = at - timedelta(days=1)
        self.issuer = keys.make_demonstration_ca(self.at)
        made = keys.issue_certificate(self.issuer, name, "XA", self.at, 365, passphrase=PASSPHRASE)
        self.key = keys.load_signer(
            made.key_pem, made.certificate_pem, PASSPHRASE, [self.issuer.certificate_pem]
        )

    @property
    def certificate(self) -> str:
        """Of the issuer."""
        return self.issuer.certificate_pem.decode()

    def letter(self, *payloads: Any, name: str = "request.json") -> bytes:
        """A signed PDF with these data, under that name."""
        return self.signed(with_files(*((name, packed(one)) for one in payloads)))

    def signed(self, pdf: bytes) -> bytes:
        """The same file, signed."""
        return sign(
            pdf,
            signer=self.key,
            name="Leïla Mansour",
            reason="Released",
            location="Port-Sélène",
            at=self.at + timedelta(hours=1),
        )


def packed(payload: Any) -> bytes:
    """Data as bytes."""
    return payload if isinstance(payload, bytes) else json.dumps(payload).encode()


def with_files(*files: tuple[str, bytes]) -> bytes:
    """A PDF of one page with these files attached."""
    writer = _page()
    for number, (name, content) in enumerate(files):
        data = EmbeddedFileObject.from_file_data(writer, data=content, compress=True)
        # The tree of names wants each but once; what the file says it is called may be the same.
        spec = FileSpec(file_spec_string=f"{number}-{name}", file_name=name, embedded_data=data)
        embed_file(writer, spec)
    return _written(writer)


def with_packed(name: str, packed: bytes) -> bytes:
    """A PDF of one page with a file attached that is said to be packed (deflated) like this."""
    writer = _page()
    data = EmbeddedFileObject.from_file_data(writer, data=b"", compress=False)
    data["/Filter"] = generic.pdf_name("/FlateDecode")
    data._data, data._encoded_data = None, packed
    embed_file(writer, FileSpec(file_spec_string=name, file_name=name, embedded_data=data))
    return _written(writer)


def _page() -> IncrementalPdfFileWriter:
    page = io.BytesIO()
    canvas = Canvas(page)
    canvas.drawString(72, 720, "A letter")
    canvas.save()
    return IncrementalPdfFileWriter(page)


def _written(writer: IncrementalPdfFileWriter) -> bytes:
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def added_to(pdf: bytes) -> bytes:
    """The file with something after its signature."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    writer.add_object(generic.pdf_string("One thing more"))
    return _written(writer)


def confirmed(request: Any) -> list[StateRule]:
    """The rules that count as confirmed."""
    return [row.rule for row in Confirmation.objects.filter(request=request)]
