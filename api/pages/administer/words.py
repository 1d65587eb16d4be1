"""Names and words for rows of the registry at the desk. Histories use the same words."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from api.pages.administer.reading import Row
from api.pages.base.row_words import RowWords, near, of, shown, term_in_words
from domain.kernel.actor import OPERATOR, ActorKind
from domain.kernel.changes import Leaf, leaves
from domain.kernel.event import Sealed
from domain.kernel.vocabulary import Kind
from domain.narrative.differences import TYPES, Block, Difference, blocks
from domain.narrative.words import LeafType, Words

ELSEWHERE: Final = ("proposed", "correction", "ending")
"""Fields that a page shows in another place, where proposals are compared."""


class AdministratorsWords(RowWords):
    """Names for administrators: an officer is named by posts and agency, not by account."""

    def officer(self, id: str) -> str:
        row = self.registry.officers.get(id) or self.registry.nominated.get(id)
        if row is None:
            return self.label(ActorKind.OPERATOR) if id == OPERATOR.subject else id
        return f"{self.labels(row.posts)} – {self.agency(row.agency)}"


def told(
    words: Words,
    kind: Kind,
    before: Any,
    after: Any,
    at: datetime,
    *,
    path: str = "",
    texts: Mapping[str, str | None] | None = None,
    replaced: Mapping[str, str | None] | None = None,
    entry: bool = True,
) -> list[Block]:
    """Return two rows of one type side by side, one block for each thing. All fields are included, whether they differ
    or not.

    `texts` are the sealed texts of both rows. For the first row, the texts in `replaced` take precedence. `entry` adds
    the persons who entered and confirmed the rows.
    """
    sides: dict[str, list[Leaf]] = {}
    for place, row in enumerate((before, after)):
        for field, leaf in leaves(row, path).items():
            sides.setdefault(near(field), [None, None])[place] = leaf
    rows = {field: pair for field, pair in sides.items() if _shown(field) and (entry or not of("entry", field))}
    return blocks(_differences(rows, texts or {}, replaced or {}), words, kind, at)


def _shown(field: str) -> bool:
    return shown(field) and not any(of(name, field) for name in ELSEWHERE)


def _differences(
    sides: Mapping[str, Sequence[Leaf]], texts: Mapping[str, str | None], replaced: Mapping[str, str | None]
) -> Iterator[Difference]:
    for field, (before, after) in sides.items():
        sample = before if after is None else after
        type = next(named for held, named in TYPES if isinstance(sample, held))
        if type is LeafType.TEXT:
            text = texts.get(field)
            sealed = ((before, replaced.get(field, text)), (after, text))
            opened = [said if isinstance(side, Sealed) else None for side, said in sealed]
            yield Difference(field=field, type=type, before=opened[0], after=opened[1], erased=text is None)
        else:
            yield Difference(field=field, type=type, before=before, after=after)


def title_of(row: Row, words: Words) -> str:
    """Return a short name of a row; the row's id if it has no name yet."""
    return named(row.section.kind, row.state, row.texts, words) or row.id


def named(kind: Kind, state: Any, texts: Mapping[str, str | None], words: Words) -> str | None:
    """Return a short name of a state; None if the state has no name."""
    match kind:
        case Kind.AGENCY:
            names = [*state.names, *(part.name for part in state.proposed if part.name)]
            shown = words.agency(state.id)
            return shown if shown != state.id else next((name.name for name in names), None)
        case Kind.AREA | Kind.CLIENT:
            return str(state.name)
        case Kind.LEAD:
            return f"{words.label(state.part)}: {words.agency(state.agency)}"
        case Kind.HOLIDAYS:
            return str(state.year)
        case Kind.REGULATION:
            return str(state.number)
        case Kind.SCHEDULE:
            return f"{words.label(state.period)}, {words.span(state.span)}"
        case Kind.TERM:
            return term_in_words(state, words)
        case Kind.LEVEL:
            return f"{words.label(state.decided_by)}: {words.label(state.second)}"
        case Kind.GRANT:
            return words.agency(state.agency)
        case Kind.PROVISION:
            return ", ".join(text for text in (texts.get("place"), texts.get("instrument")) if text) or None
        case _:
            return texts.get("subject")
