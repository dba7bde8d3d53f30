"""Tell those who look after keys that one waits to be read, and that one ends soon."""

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce

from audit import moment
from workflow.models import Notice

from .. import keyring
from ..choices import KeyNews, Role
from ..models import KeyNotice, SigningKey
from ..queries import signing_now


@transaction.atomic
def tell(key: SigningKey, subject: KeyNews) -> bool:
    """Write the notice of it; False where that was told before."""
    # Two sweeps at a time: the second waits here, and then finds what the first has written.
    SigningKey.objects.select_for_update(no_key=True).get(pk=key.pk)
    if key.notices.filter(subject=subject).exists():
        return False
    notice = Notice.objects.create(subject=subject, roles=[Role.STATE_ADMINISTRATOR])
    KeyNotice.objects.create(key=key, subject=subject, notice=notice)
    return True


def tell_of_ending_keys() -> int:
    """Tell of every key in force that ends within 30 days, each once; of how many.

    Not of one whose next is in force already.
    """
    until = moment.now() + keyring.TOLD_BEFORE
    # Of the authority itself no person signs; the database compares nothing with nobody.
    signing = signing_now().annotate(whose=Coalesce("person", 0))
    following = signing.filter(
        authority=OuterRef("authority"), whose=OuterRef("whose"), valid_until__gt=until
    )
    ending = signing.filter(~Exists(following), valid_until__lte=until)
    untold = ending.exclude(notices__subject=KeyNews.ENDS).order_by("valid_until", "pk")
    return sum(tell(key, KeyNews.ENDS) for key in untold)
