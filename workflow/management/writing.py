"""The tables of moves as documents: what `workflow_docs` writes. English, and always the same."""

from collections.abc import Iterable, Iterator, Sequence

from ..choices import Side, Source, Unit, Whose
from ..ladder import Rung
from ..table import BACK, STAY, ClockRule, Guard, Move, Table, Who

GENERATED = "<!-- Written by `manage.py workflow_docs` from the tables of moves. Do not edit. -->"

WORKFLOW_HEAD = """# Workflow

A case moves only along the moves below. Buttons, forms, the API, clocks, notices and letters are
computed from the same tables, and a system check refuses a table that does not hold together.

*Shared* moves are seen by both sides; the others only by the side that made them. *Recordable*
moves may be entered by an officer of the other side for a State that is reached by post, with the
scanned letter. A clock is *treaty* law, a *house target* of this installation, or a *date asked
for* in the move itself; periods in days or working days end with the day, in the time zone of
whoever owes the act and by its calendar. The end of a case stops every clock that does not outlive
it. Periods and reminders are those that hold where a State has not set its own."""

PERMISSIONS_HEAD = """# Permissions

Who may make which move, computed from the tables of moves. A role counts only together with its
side: an officer of the requesting State cannot acknowledge a request, however senior.

- **yes**: may make the move for the own side, when the case stands where the move starts and its
  conditions are met (see [workflow.md](workflow.md)).
- **by post**: may record the move on behalf of the other side, only while that side's State does
  not work in this installation, and only with its letter.
- **-**: may not, whatever the case; the answer is 403."""

WHO_SEES_WHAT = """## Who sees what

A person acts under one appointment at a time: a role at an authority, from one day until another.
What is outside one's cases answers as if it did not exist (404).

| Who | Sees |
|---|---|
| staff of an authority | the cases in which that authority takes part |
| executing authority | a case from the moment it is assigned to it |
| auditor | every case in which an authority of the own State takes part; may change nothing |
| State administrator | people and appointments of the own State; no case |
| a person named in an exceptional grant | that one case as well |
| of a side that sealed a case: the people named on it | that case; nobody else of the side does |
| of a side that sealed a case: auditor | its record, title left out; no page, letter or file |
| whoever declared a conflict of interest on a case | nothing of it, under any appointment |
| operator of the installation | no case |

Of a case, both sides see the request as it was sent, shared moves, letters that were sent, and
evidence that was delivered. Each side alone sees its drafts, notes, assessment, reasons for itself,
assignments and moves that are not shared. A request belongs to the requesting side only until it
is sent. An auditor sees what the own State sees, the record of who read what included.

## Need to know

Each side for itself; the other side is not affected and does not learn of it.

| Act | Who may |
|---|---|
| seal a case | a liaison officer of the authority that leads the side |
| name somebody on a sealed case, strike off, lift the seal | a liaison officer named on it |
| name a liaison officer by the reference of a sealed case | a State administrator, unseen |
| declare a conflict of interest | whoever sees the case for a side, for themselves alone |
| lift a conflict of interest | another liaison officer of that side who sees the case |

One liaison officer stays named on a sealed case without a last day. A grant counts only while the
person acts for the authority it names, and only until its last day. Opening a case that the own
side sealed, or that is kept secret under 40(20) and no longer a draft, asks for a purpose; it is
recorded and holds for twelve hours. Over the API it is the header `Case-Purpose` or the field
`purpose`; without one the answer is 428."""


def workflow_page(tables: Sequence[Table]) -> str:
    """docs/workflow.md."""
    parts = [GENERATED, WORKFLOW_HEAD]
    for table in tables:
        parts += [f"## Casework: {table.kind}", _diagram(table), _states(table)]
        parts += [_clocks(table), _moves(table)]
    return "\n\n".join(parts) + "\n"


def permissions_page(tables: Sequence[Table]) -> str:
    """docs/permissions.md."""
    parts = [GENERATED, PERMISSIONS_HEAD]
    parts += [f"## Casework: {table.kind}\n\n{_matrix(table)}" for table in tables]
    return "\n\n".join([*parts, WHO_SEES_WHAT]) + "\n"


def _diagram(table: Table) -> str:
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {table.initial}"]
    arrows: dict[tuple[str, str], list[str]] = {}
    for move in table.moves:
        for source in _ordered(table, move.sources):
            for target in _ordered(table, table.leads_to(move, source)):
                if target != source:
                    arrows.setdefault((source, target), []).append(str(move.action))
    lines += [
        f"    {source} --> {target}: {', '.join(actions)}"
        for (source, target), actions in arrows.items()
    ]
    lines += [f"    {state.name} --> [*]" for state in table.states if state.is_end]
    return "\n".join([*lines, "```", "", "Moves that leave the state as it is are not drawn."])


def _states(table: Table) -> str:
    return "### States\n\n" + _grid(
        ("State", "Meaning", "Whose turn", "What usually comes next"),
        (
            (
                f"`{state.name}` {state.label}",
                str(state.meaning),
                str(state.turn.label) if state.turn else "nobody's: the end",
                _code(state.usual),
            )
            for state in table.states
        ),
    )


def _clocks(table: Table) -> str:
    return "### Clocks\n\n" + _grid(
        (
            *("Clock", "Owed by", "Period", "Source", "Provision"),
            *("Started", "Stopped", "Paused", "Extended", "Reminders"),
        ),
        (
            (
                f"`{clock.name}` {clock.label}",
                str(clock.owed_by.label),
                _period(clock),
                str(Source(clock.source).label),
                clock.basis or "-",
                _turning(table, "starts", clock),
                _turning(table, "stops", clock),
                _turning(table, "pauses", clock),
                _extensions(table, clock),
                "; ".join(_rung(rung) for rung in clock.ladder) or "-",
            )
            for clock in table.clocks
        ),
    )


def _extensions(table: Table, clock: ClockRule) -> str:
    if not clock.extensions:
        return "-"
    return f"up to {clock.extensions} times: {_turning(table, 'extends', clock)}"


def _rung(rung: Rung) -> str:
    told = ", ".join(map(_role, rung.roles))
    return f"{rung.label} ({told})" + (", urgent" if rung.urgent else "")


def _turning(table: Table, how: str, clock: ClockRule) -> str:
    return _codes(move.action for move in table.moves if clock.name in getattr(move, how))


def _period(clock: ClockRule) -> str:
    if clock.amount is None:
        return "date set by the move"
    period = f"{clock.amount} {Unit(clock.unit).label}"
    if clock.unit == Unit.WORKING_DAYS:
        period += f" {Whose(clock.whose).label}"
    return period + (", runs on after the end of the case" if clock.outlives else "")


def _moves(table: Table) -> str:
    parts = ["### Moves"]
    parts += [f"#### `{move.action}` {move.label}\n\n{_move(table, move)}" for move in table.moves]
    return "\n\n".join(parts)


def _move(table: Table, move: Move) -> str:
    side = f"{move.side.label}: {', '.join(map(_role, move.by)) or 'nobody; only recorded'}"
    rows = [
        ("From", _codes(_ordered(table, move.sources))),
        ("To", _target(move)),
        ("By", side),
        ("Basis", ", ".join(move.basis)),
        ("Fields", _codes(move.needs)),
        ("Shown only if", " ".join(_condition(guard) for guard in move.only_if)),
        ("Conditions", " ".join(_condition(guard) for guard in move.guards)),
        ("Clocks", _clock_words(move)),
        ("Letter", _code(move.letter)),
        ("Tells", "; ".join(_told(tell.side, tell.roles) for tell in move.tells)),
        ("Seen by", "both sides" if move.shared else "its own side"),
        ("Recordable", "yes" if move.recordable else ""),
        ("Grave", "yes, never the first button" if move.grave else ""),
    ]
    return "\n".join(f"- {name}: {value}" for name, value in rows if value not in ("", "-"))


def _target(move: Move) -> str:
    words = {STAY: "stays where it is", BACK: "back to where it came from"}
    return words.get(move.target) or _code(move.target)


def _condition(guard: Guard) -> str:
    """The guard's own first line, which is a true sentence about the case."""
    return (guard.__doc__ or guard.__name__).strip().splitlines()[0]


def _clock_words(move: Move) -> str:
    turned = (
        ("starts", move.starts),
        ("starts, where owed,", move.may_start),
        ("stops", move.stops),
        ("pauses", move.pauses),
        ("resumes", move.resumes),
        ("extends one of", move.extends),
    )
    return "; ".join(f"{verb} {_codes(names)}" for verb, names in turned if names)


def _told(side: Side, roles: Iterable[str]) -> str:
    return f"{side.label} ({', '.join(map(_role, roles))})"


def _matrix(table: Table) -> str:
    roles = sorted({role for move in table.moves for role in move.by} | table.recorders)
    columns = [(side, role) for side in Side for role in roles]
    heads = [f"{side.label}: {_role(role)}" for side, role in columns]
    return _grid(
        ("Move", *heads),
        (
            (f"`{move.action}`", *(_may(table, move, side, role) for side, role in columns))
            for move in table.moves
        ),
    )


def _may(table: Table, move: Move, side: Side, role: str) -> str:
    acting = table.acts_as(move, Who(0, role, side), counterpart_by_post=True)
    if acting is None:
        return "-"
    return "by post" if acting.on_behalf else "yes"


def _grid(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(_lines(heads, rows))


def _lines(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield _line(heads)
    yield "|" + "---|" * len(heads)
    yield from (_line(row) for row in rows)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _ordered(table: Table, names: Iterable[str]) -> list[str]:
    """State names in the order of the table, so that sets are written the same every time."""
    wanted = set(names)
    return [str(state.name) for state in table.states if state.name in wanted]


def _role(role: str) -> str:
    return role.replace("_", " ")


def _code(word: str) -> str:
    return f"`{word}`" if word else "-"


def _codes(words: Iterable[str]) -> str:
    return ", ".join(_code(str(word)) for word in words) or "-"
