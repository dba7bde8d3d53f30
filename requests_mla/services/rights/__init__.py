"""Write the rights record: keep a draft, finish it, agree or return it, supersede it.

Each side for itself; nothing here is ever shared. The case is locked but not touched: its version
and its date are seen by the other side, and would tell it that somebody writes.
"""

from .access import kept_by, may_second, may_write, read_by
from .drafts import Overtaken, begin_anew, discard, finish, keep_answers, save_answers
from .reading import tell_drafting, tell_reading
from .seconding import agree, return_record

__all__ = [
    "Overtaken",
    "agree",
    "begin_anew",
    "discard",
    "finish",
    "keep_answers",
    "kept_by",
    "may_second",
    "may_write",
    "read_by",
    "return_record",
    "save_answers",
    "tell_drafting",
    "tell_reading",
]
