"""The pages of people, authorities and tokens. Other parts take `actor_required` from here."""

from .acting import actor_required

__all__ = ["actor_required"]
