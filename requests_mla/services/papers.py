"""What is typed from a letter that came by post, besides plain words."""

from dataclasses import dataclass

from accounts.actors import Actor
from evidence.models import StoredFile

from ..choices import AttachmentRole, OffenceClass
from ..models import Attachment, Offence, Request
from .documents import attach_document


@dataclass(frozen=True)
class NamedOffence:
    """An offence as the letter names it: an article of the Convention, or else a serious crime."""

    article: int | None
    title: str = ""
    provision: str = ""
    maximum_penalty_months: int | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """What tells it from another, whatever the language of the page."""
        parts = (self.article, self.title, self.provision, self.maximum_penalty_months)
        return tuple(str(part) for part in parts)

    def write(self, request: Request) -> Offence:
        """The offence as a row of the request."""
        return Offence.objects.create(
            request=request,
            offence_class=OffenceClass.TREATY if self.article else OffenceClass.SERIOUS,
            article_id=self.article,
            title=self.title,
            provision=self.provision,
            maximum_penalty_months=self.maximum_penalty_months,
        )


@dataclass(frozen=True)
class Translation:
    """A translation that came with the letter, into that language."""

    file: StoredFile
    name: str
    language: str

    def write(self, request: Request, *, by: Actor) -> Attachment:
        """It is part of what the other side sent, though entered by us."""
        return attach_document(
            request,
            file=self.file,
            name=self.name,
            by=by,
            role=AttachmentRole.TRANSLATION,
            language=self.language,
            shared=True,
        )
