"""A request in French from Arvenia to Costaria, with a certified translation into Spanish."""

from datetime import date, datetime, timedelta

from requests_mla.completeness import content_of
from requests_mla.models import Request
from requests_mla.services.translating import save_translation
from requests_mla.translated.standing import standing_of

from .cast import Cast
from .drafts import simple_draft
from .play import Play

FRENCH = {
    "purpose": "Identifier les auteurs et le chemin de l’argent.",
    "nature": "Information judiciaire pour fraude informatique au préjudice d’une caisse de "
    "retraite.",
    "facts": "Le 3 septembre 2026, des pensions ont été détournées vers un compte ouvert à "
    "distance. Les journaux de la banque montrent des connexions depuis l’adresse indiquée ; le "
    "titulaire du compte n’a laissé qu’une adresse électronique.",
    "safeguards": "Aucune mesure moins intrusive ne permet de connaître le titulaire.",
    "functions": "dirige l’information",
    "provision": "Code pénal, article 199 quater.",
    "description": "Communiquer les données du titulaire et les connexions.",
    "necessity": "Seul le fournisseur connaît le titulaire.",
}
# By the column that each text stands in.
SPANISH = {
    "title": "Desvío de pensiones de jubilación",
    "purpose": "Identificar a los autores y el camino del dinero.",
    "nature": "Instrucción por fraude informático en perjuicio de una caja de pensiones.",
    "facts": "El 3 de septiembre de 2026 se desviaron pensiones a una cuenta abierta a distancia. "
    "Los registros del banco muestran conexiones desde la dirección indicada; el titular de la "
    "cuenta solo dejó una dirección de correo electrónico.",
    "safeguards": "Ninguna medida menos intrusiva permite conocer al titular.",
    "conducting_functions": "dirige la instrucción",
    "offences.provision": "Código penal, artículo 199 quater.",
    "measures.description": "Comunicar los datos del titular y las conexiones.",
    "measures.necessity": "Solo el proveedor conoce al titular.",
}
BY = "Amal Ben Salah, traductora jurada"


def costaria_is_asked(cast: Cast, today: datetime) -> Play:
    """Sent and acknowledged: the letter shows both languages side by side."""
    play = Play(cast, today - timedelta(days=9))
    play.draft("youssef", "XC", "Détournement de pensions de retraite", "fr")
    simple_draft(
        play,
        "youssef",
        unit="Procureur de la République de Port-Sélène",
        number="PS-2026-1071",
        article=13,
        target="203.0.113.140",
        period=(date(2026, 9, 1), date(2026, 9, 5)),
        facts=FRENCH["facts"],
    )
    names = {"purpose": "purpose", "nature": "nature", "conducting_functions": "functions"}
    play.write("youssef", "who", **{field: FRENCH[name] for field, name in names.items()})
    play.write("youssef", "safeguards", safeguards=FRENCH["safeguards"])
    _in_french(play)
    _translate(play)
    play.send("youssef", "leila")
    play.wait(days=1).act("lucia", "acknowledge", remark="")
    return play


def _in_french(play: Play) -> None:
    def write(request: Request) -> None:
        request.measures.update(description=FRENCH["description"], necessity=FRENCH["necessity"])

    play.save("youssef", "measures", write)
    play.save(
        "youssef",
        "offences",
        lambda request: request.offences.update(provision=FRENCH["provision"]),
    )


def _translate(play: Play) -> None:
    def write(request: Request) -> None:
        sources = [pair.source for pair in standing_of(content_of(request)).pairs]
        texts = {one.place: SPANISH[one.column] for one in sources if one.column in SPANISH}
        save_translation(
            request, language="es", by=BY, certified=True, note="", texts=texts, shown={}
        )

    play.save("youssef", "translation", write)
