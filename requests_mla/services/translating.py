"""Write the translation of a request's texts: of a draft, under a save's lock, or as it came."""

from collections.abc import Collection, Mapping

from ..completeness import content_of
from ..models import Request, TranslatedText, WrittenTranslation
from ..translated.received import Received
from ..translated.sources import plain, sources_of
from ..translated.standing import standing_of


def save_translation(
    request: Request,
    *,
    language: str,
    by: str,
    certified: bool,
    note: str,
    texts: Mapping[str, str],
    shown: Mapping[str, str],
    still_true: Collection[str] = (),
) -> None:
    """Keep the translations of the texts at these places; other texts are left as they are.

    `shown` is the SHA-256 of the original that the writer had before them, by place: a translation
    that was written now is bound to that. One that nobody touched stays bound to what it was made
    from, unless its place is in `still_true`. An empty text takes the translation away. Rows that
    say the same in the same column, and were translated as far, get the same.
    """
    values = {"language": language, "by": by, "certified": certified, "note": note}
    row, _created = WrittenTranslation.objects.update_or_create(request=request, defaults=values)
    pairs = {pair.source.place: pair for pair in standing_of(content_of(request)).pairs}
    alike: dict[tuple[str, ...], set[str]] = {}
    for place, pair in pairs.items():
        alike.setdefault(pair.alike, set()).add(place)
    kept: dict[str, TranslatedText] = {}
    emptied: list[str] = []
    for place in texts.keys() & pairs.keys():
        text, pair = plain(texts[place]), pairs[place]
        original = shown.get(place) or pair.source.sha256
        if text == pair.text and place not in still_true:
            continue
        shared = (pair.source.column, original, pair.text, pair.made_from)
        for one in {place} | alike.get(shared, set()):
            if text:
                kept[one] = TranslatedText(
                    translation=row, place=one, text=text, original_sha256=original
                )
            else:
                emptied.append(one)
    row.texts.filter(place__in=emptied).delete()
    TranslatedText.objects.bulk_create(
        kept.values(),
        update_conflicts=True,
        unique_fields=["translation", "place"],
        update_fields=["text", "original_sha256"],
    )


def keep_received(request: Request, there: Received) -> None:
    """Keep the translation that came with a letter, each text bound to the original as it is here.

    For a request whose rows were just written.
    """
    row = WrittenTranslation.objects.create(
        request=request, language=there.language, by=there.by, certified=there.certified
    )
    TranslatedText.objects.bulk_create(
        TranslatedText(
            translation=row,
            place=source.place,
            text=there.texts[source.path],
            original_sha256=source.sha256,
        )
        for source in sources_of(content_of(request))
        if source.path in there.texts
    )
