"""What can go wrong with a document, each said in a sentence an officer can act on."""


class DocumentFailure(Exception):
    """A document could not be made, signed or read; the message is for people."""


class RenderingFailed(DocumentFailure):
    """The letter cannot be printed as written."""


class KeyUnusable(DocumentFailure):
    """The private key or its certificate cannot be read or do not belong together."""


class SigningRefused(DocumentFailure):
    """The key must not sign now: expired, not yet valid, or not made for signing."""


class StampMissing(SigningRefused):
    """Nobody stamped the time: the authority for it does not answer or answers wrongly."""


class AttachmentMissing(DocumentFailure):
    """The PDF carries no usable attachment of that name."""


class EnclosedTooMuch(DocumentFailure):
    """More is attached to the PDF than a letter ever carries."""


class FileEncrypted(DocumentFailure):
    """The PDF is encrypted."""


class TooCostly(DocumentFailure):
    """The file cannot be read within the time and memory that there are for one."""
