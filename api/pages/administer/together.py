"""Confirms several rows of one source through one form. Each row is confirmed by an act of its own.

Rows of the registry concern no case, so G8 does not require a separate request for each row. The page shows every row
in full, in one table. The form returns a digest of each shown row. A row is left unchanged if it changed since, or if
another person confirmed or refused it, and the page reports this. A row that the person marked for later is not
confirmed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from time import monotonic
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid4, uuid5

from starlette.responses import Response

from api.pages.administer.proposals import Proposal, against_settling, facts_of, proposals
from api.pages.administer.reading import Listed, Row, listed
from api.pages.administer.sections import ACTIONS, Section
from api.pages.administer.words import AdministratorsWords, title_of, told
from api.pages.base.page_request import PAGE_SECONDS, PageRequest
from api.pages.base.signing import address_in, signing_address
from api.pages.forms.form import Form, said
from api.pages.forms.posted import Typed, by_name, command_id_of, readable_pairs
from domain.kernel.refusals import InvalidInput, Problem, Refused
from domain.kernel.text import sort_key
from resolvers.mutations import addressed
from store.record.canonical import to_bytes
from store.write.signing_requests import SigningRequest

TOGETHER_MOST: Final = 300
"""Largest number of rows that one form shows and confirms. The page states the number of further rows."""
TOGETHER_SECONDS: Final = PAGE_SECONDS / 2
"""Seconds after which no further row is confirmed. The form is then shown again with the remaining rows."""
FIELDS_MOST: Final = TOGETHER_MOST + 20
SIDE: Final = b"\0"
COMPARED: Final = "compared"
"""Checkbox by which the second person declares that each row was compared."""


@dataclass(frozen=True, kw_only=True)
class Waits:
    """Row of the source that waits for the caller's confirmation."""

    row: Row
    proposal: Proposal

    @property
    def key(self) -> str:
        """Return the key of the row and the part that waits."""
        return "|".join((self.row.id, *self.proposal.fixed.values()))

    @cached_property
    def shown(self) -> str:
        """Return the key of the row with a digest. The digest covers the row as the page shows it, and the row's
        version."""
        sides = (to_bytes(self.proposal.before), to_bytes(self.proposal.after), str(self.proposal.by).encode())
        return f"{self.key}:{self.row.version}:{sha256(SIDE.join(sides)).hexdigest()}"

    @property
    def form(self) -> Form:
        """Return the form that confirms the row. All rows share the same evidence that the second person compared."""
        return Form(command=ACTIONS[self.proposal.confirm].command, fixed=self.proposal.fixed)


class Result(NamedTuple):
    """Result of a form: titles of the confirmed rows, problems of the others by title, and whether rows remain for lack
    of time."""

    done: Sequence[str] = ()
    problems: Sequence[tuple[str, str, str | None]] = ()
    later: bool = False


def source_of(proposal: Proposal) -> str | None:
    """Return the source of a proposal. Return None if rows of its kind have no public source."""
    source = getattr(proposal.after, "source", None)
    return source if isinstance(source, str) else None


def waiting_of(page: PageRequest, found: Listed) -> Iterator[Waits]:
    """Yield the rows of a section that name a source and that the caller may confirm."""
    facts = facts_of(page.context.actor, found.known, page.context.now)
    for row in found.rows:
        for proposal in proposals(row, found.known):
            if source_of(proposal) and not against_settling(row, proposal, facts):
                yield Waits(row=row, proposal=proposal)


async def _rows(page: PageRequest, section: Section) -> tuple[Listed, list[Waits]]:
    """Return the section, and its rows that match the source and the action in the address."""
    found, asked = await listed(page, section), (page.given("action"), page.given("source"))
    rows = [one for one in waiting_of(page, found) if (one.proposal.confirm, source_of(one.proposal)) == asked]
    return found, rows


async def together(page: PageRequest, section: Section) -> Response:
    """Show the rows of a source beside the values in force, or the results of their confirmation."""
    found, rows = await _rows(page, section)
    if page.request.method != "POST" or not rows:
        return _shown(page, section, found, rows, {})
    typed = by_name(await readable_pairs(page.request, FIELDS_MOST))
    faults = rows[0].form.read(typed)[1]
    if faults or COMPARED not in typed:
        return _shown(page, section, found, rows, typed, faults)
    words = AdministratorsWords(page.words, found.known.registry, page.texts["words"])
    wrong, result = await _confirmed_all(page, section, rows, typed, words)
    found, left = await _rows(page, section)
    return _shown(page, section, found, left, typed if wrong or result.later else {}, wrong, result)


async def _confirmed_all(
    page: PageRequest, section: Section, rows: Sequence[Waits], typed: Typed, words: AdministratorsWords
) -> tuple[list[Problem], Result]:
    """Confirm each row of the form that is unchanged since the form was shown. Return the faults of the fields, and the
    results."""
    command_id = command_id_of({name: values[0] for name, values in typed.items()})
    shown = dict(one.split(":", 1) for one in typed.get("rows", [""])[0].split() if ":" in one)
    wrong, done, problems = dict[str, Problem](), list[str](), list[tuple[str, str, str | None]]()
    until, later = monotonic() + TOGETHER_SECONDS, 0
    for one in rows:
        title = title_of(one.row, words)
        if one.key not in shown or one.key in typed.get("leave", ()):
            continue
        if monotonic() > until:
            later += 1
            continue
        if one.shown != f"{one.key}:{shown[one.key]}":
            problems.append((title, page.texts["together"]["changed"], None))
            continue
        refused = await _confirmed(page, one, typed, uuid5(command_id, one.shown))
        wrong |= {problem.whole: problem for problem in refused if isinstance(problem, InvalidInput)}
        others = (problem for problem in refused if not isinstance(problem, InvalidInput))
        problems += [(title, said(problem, page.language), _to_sign(section, problem)) for problem in others]
        done += [] if refused else [title]
    if gone := len(shown.keys() - {one.key for one in rows}):
        problems.append((str(gone), page.texts["together"]["gone"], None))
    if later:
        problems.append((str(later), page.texts["together"]["later"], None))
    return [*wrong.values()], Result(done, problems, later > 0)


async def _confirmed(page: PageRequest, one: Waits, typed: Typed, command_id: UUID) -> Sequence[Problem]:
    """Confirm a row on the version that was shown. Return the problems."""
    assert page.session is not None
    sent = SigningRequest(
        command=one.form.read(typed)[0], command_id=command_id, target=one.row.id, expected=one.row.version
    )
    try:
        await page.store.execute(page.session.viewer.caller, sent.command, **sent.given)
    except Refused as refused:
        return await addressed(page.context, refused.problems, sent)
    return ()


def _to_sign(section: Section, problem: Problem) -> str | None:
    """Return the address at which one row's confirmation is signed. It opens in a window of its own, and the other rows
    stay on this page."""
    address = address_in([problem])
    return signing_address(address, section.path, "together") if address else None


def _shown(
    page: PageRequest,
    section: Section,
    found: Listed,
    waits: Sequence[Waits],
    typed: Typed,
    faults: Sequence[Problem] = (),
    result: Result | None = None,
) -> Response:
    words = AdministratorsWords(page.words, found.known.registry, page.texts["words"])
    rows = waits[:TOGETHER_MOST]
    fields, general = rows[0].form.shown(typed, faults, page.language) if rows else ([], [])
    unsaid = bool(typed) and COMPARED not in typed
    done, problems, _ = result or Result()
    return page.show(
        "together",
        422 if problems or faults or unsaid else 200,
        section=section,
        source=page.given("source"),
        path=f"{section.path}/together?{page.query({})}",
        table=table(sorted((_line(page, section, one, words) for one in rows), key=lambda line: sort_key(line.title))),
        rows=" ".join(one.shown for one in rows),
        count=len(rows),
        more=len(waits) - len(rows),
        left=typed.get("leave", ()),
        compared=COMPARED,
        said=COMPARED in typed,
        command_id=uuid4(),
        fields=fields,
        general=[*general, *([page.texts["together"]["unsaid"]] if unsaid else [])],
        done=done,
        problems=problems,
    )


@dataclass(frozen=True, kw_only=True)
class Line:
    """Row of the table: its key, its title, and both values of each field by the field's name."""

    key: str
    title: str
    cells: dict[str, tuple[str | None, str | None]]


class Table(NamedTuple):
    """The fields with the same value in all rows, the columns of the other fields, and the rows."""

    shared: Sequence[tuple[str, str | None]]
    columns: Sequence[str]
    lines: Sequence[Line]


def table(lines: Sequence[Line]) -> Table:
    """Return all rows in one table. New values that all rows share are above the table. The title of a row has no
    column."""
    cells = {name: [line.cells.get(name, (None, None)) for line in lines] for line in lines for name in line.cells}
    alike = {name: found[0] for name, found in cells.items() if len(lines) > 1 and len(set(found)) == 1}
    shared = {name: after for name, (before, after) in alike.items() if before is None}
    titles = [(None, line.title) for line in lines]
    columns = [name for name, found in cells.items() if name not in shared and found != titles]
    return Table([*shared.items()], columns, lines)


def _line(page: PageRequest, section: Section, one: Waits, words: AdministratorsWords) -> Line:
    proposal, now = one.proposal, page.context.now
    before, after, path = proposal.before, proposal.after, proposal.path
    blocks = told(words, section.kind, before, after, now, path=path, texts=one.row.texts, entry=False)
    cells: dict[str, Any] = {row.name: (row.before, row.after) for block in blocks for row in block.rows}
    by = words.officer(proposal.by) if proposal.by else str(page.texts["waiting"]["operator"])
    return Line(
        key=one.key, title=title_of(one.row, words), cells={**cells, page.texts["people"]["entered"]: (None, by)}
    )
