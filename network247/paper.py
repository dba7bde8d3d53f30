"""The boxes of the sheet that is filled by hand, each with its article."""

from django.utils.translation import gettext_lazy as _

# What a request to preserve contains: six boxes, and one where it applies.
PRESERVATION = (
    (_("Which authority asks"), "42(3)(a)"),
    (_("Which offence, and the facts in short"), "42(3)(b)"),
    (_("Which data, and how they relate to the offence"), "42(3)(c)"),
    (_("Who holds the data, or where the system is"), "42(3)(d)"),
    (_("Why they must be preserved now"), "42(3)(e)"),
    (_("A request for assistance will follow: yes / planned for"), "42(3)(f)"),
    (_("Keep it secret, tell no user: yes / no, and why"), "42(3)(g)"),
)
# Whether it is an emergency: all three must be answered.
EMERGENCY = (
    (_("Whose life or safety is at risk"), "2(o)"),
    (_("Why the risk is significant"), "2(o)"),
    (_("Why it is imminent: what happens, and when"), "2(o)"),
)
# Before the boxes: who called, and how that was checked.
CALL = (
    _("State and desk"),
    _("Name of who calls, function"),
    _("Day and time, UTC"),
    _("Number called back, from this sheet"),
    _("Who answered there"),
    _("Read back and confirmed: time"),
)
STEPS = (
    _("Take down who calls, and end the call. Do not use a number that the caller gives."),
    _("Find the State on this sheet. Call the number that stands here."),
    _("Ask for whoever called. Have them repeat what they asked for."),
    _("Fill in the boxes below. An empty box is a question to ask, not a reason to wait."),
    _("Read everything back, word by word. Write down who confirmed it, and when."),
    _("Is a life at risk? Answer the three questions of the emergency, and act on them first."),
    _("Give the order to whoever holds the data. Write down when, and to whom."),
    _("Ask for the written confirmation: an oral request is confirmed in writing, 40(13)."),
    _("When the network is back, enter everything, with the times on this paper."),
)
READ_BACK = _(
    "“I read back what you asked for. You are … of …, and you ask for the desk of …. The offence "
    "is …; the facts are …. The data are …, held by …. They must be preserved now because …. A "
    "request for assistance will follow by …. You ask us to keep this secret: yes / no. You will "
    "confirm this in writing by …. Is that right, and is anything missing?”"
)
