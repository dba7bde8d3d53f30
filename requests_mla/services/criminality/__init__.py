"""Compare the offences of a request with the own law: keep a draft, finish it, supersede it.

The requested side's alone; nothing here is ever shared. The case is locked but not touched: its
version and its date are seen by the other side, and would tell it that somebody writes.
"""

from .access import may_write, reads
from .drafts import Overtaken, begin_anew, finish, save_comparison
from .rows import Written

__all__ = [
    "Overtaken",
    "Written",
    "begin_anew",
    "finish",
    "may_write",
    "reads",
    "save_comparison",
]
