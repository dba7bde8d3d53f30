"""Every kind of letter in the other five languages, signed for proof in later years."""

from tests.requests_mla import test_letters


class InFrench(test_letters.EveryLetter):
    """The same in French, for proof in later years."""

    language, proven = "fr", True


class InSpanish(test_letters.EveryLetter):
    """The same in Spanish."""

    language, proven = "es", True


class InRussian(test_letters.EveryLetter):
    """The same in Russian."""

    language, proven = "ru", True


class InArabic(test_letters.EveryLetter):
    """The same in Arabic."""

    language, proven = "ar", True


class InChinese(test_letters.EveryLetter):
    """The same in Chinese."""

    language, proven = "zh-hans", True
