"""On which grounds a desk may refuse: the catalogue's short list for what is asked.

A preservation is refused on few grounds, 42(6), a disclosure of the trace as well, 43(2). Dual
criminality is not asked, 42(4), but where the State reserved that, 42(5), and for a serious crime.
"""

from convention.choices import CONVENTION, RequestType
from convention.models import Ground
from convention.queries import grounds_for
from requests_mla.choices import OffenceClass
from requests_mla.grounds import RESERVATION, RESERVED

from .choices import MatterKind
from .contents import RULES
from .models import UrgentMatter


def open_grounds(matter: UrgentMatter) -> list[Ground]:
    """What may be chosen for a refusal, in the catalogue's order; empty: none is named."""
    rows = list(
        grounds_for([RULES.get(MatterKind(matter.kind), RequestType.NETWORK)]).order_by("order")
    )
    return [row for row in rows if row.pk != RESERVED or _may_use_reservation(matter)]


def _may_use_reservation(matter: UrgentMatter) -> bool:
    declared = matter.requested.state.declarations.filter(
        instrument_id=CONVENTION, reference=RESERVATION
    )
    return matter.offence_class == OffenceClass.SERIOUS and declared.exists()
