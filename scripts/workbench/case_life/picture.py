"""Draw docs/pictures/case-life.svg from the graph: the states from top to bottom, and the acts between them.

What leads to the police or to the end from many states is a line to one box at the side. An act by which any of many
states goes back is a mark in the boxes of these states, with its meaning below the picture.
"""

from collections.abc import Iterator, Mapping
from typing import Final
from xml.sax.saxutils import escape

from domain.case.state.case import CaseState
from scripts.workbench.case_life.whole import whole_life

COLUMN: Final = (
    CaseState.RECEIVED,
    CaseState.SCREENED,
    CaseState.CHECKING,
    CaseState.COORDINATING,
    CaseState.APPRAISED,
    CaseState.PROPOSED,
    CaseState.DECIDED,
    CaseState.EXECUTING,
    CaseState.RESULT_REPORTED,
)
"""The states between the report and the end, from top to bottom."""
MARKS: Final[Mapping[str, str]] = {"reopenCase": "↺", "reopenByCommittee": "⟲", "nameConcerned": "△"}
"""Acts that many states have in common, by the mark of these states."""
WIDTH, ROW, TOP, LEFT, BOX, HIGH = 1120, 92, 30, 480, 180, 42
POLICE, END, SIDE = 30, 950, 140
"""Where the boxes at the sides begin, and how wide they are."""
BULGE: Final = 62
"""How far a line that passes over one row swings out."""
HEIGHT: Final = TOP + ROW * len(COLUMN) + 70
STYLE: Final = (
    "text{font:14px sans-serif;fill:#222}.s{font-weight:bold}"
    ".a{font-size:12.5px;fill:#345;paint-order:stroke;stroke:#fff;stroke-width:4px}"
    ".b{fill:#eef3f8;stroke:#456;stroke-width:1.2}.l{fill:none;stroke:#456;stroke-width:1.2;marker-end:url(#e)}"
    ".u{stroke-dasharray:5 3}.h{stroke:#9ab}"
)
Ways = Mapping[tuple[CaseState, CaseState], list[str]]


def ways() -> Ways:
    """The acts that lead from one state to another, without those that are marks."""
    found: dict[tuple[CaseState, CaseState], set[str]] = {}
    for edge in whole_life().edges:
        if edge.state is not edge.then and edge.action not in MARKS:
            found.setdefault((edge.state, edge.then), set()).add(edge.action)
    return {pair: sorted(actions) for pair, actions in sorted(found.items())}


def marked(action: str) -> frozenset[CaseState]:
    """The states that an act leads back from."""
    return frozenset(edge.state for edge in whole_life().edges if edge.action == action and edge.state is not edge.then)


def picture() -> str:
    """The whole picture, as the file holds it."""
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        "<title>The states of a case and the acts that lead from one to another</title>",
        f"<style>{STYLE}</style>",
        '<defs><marker id="e" markerWidth="9" markerHeight="8" refX="8" refY="4" orient="auto">'
        '<path d="M0 0 9 4 0 8z" fill="#456"/></marker></defs>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        *sorted(_lines(ways()), key=lambda line: line.startswith("<text")),
        *_boxes(),
        *_legend(),
        "</svg>",
    ]
    return "\n".join((*lines, ""))


def _middle(state: CaseState) -> int:
    """Where the middle of a state's box is, from the top."""
    return TOP + ROW * COLUMN.index(state) + HIGH // 2


def _boxes() -> Iterator[str]:
    for state in COLUMN:
        yield from _box(state, LEFT, _middle(state) - HIGH // 2, BOX, HIGH)
    first, last = _middle(CaseState.CHECKING) - HIGH // 2, _middle(CaseState.PROPOSED) + HIGH // 2
    yield from _box(CaseState.TRANSFERRED, POLICE, first, SIDE, last - first)
    bottom = _middle(COLUMN[-1]) + HIGH // 2
    yield from _box(CaseState.CLOSED, END, TOP, SIDE, bottom - TOP)


def _box(state: CaseState, x: int, y: int, width: int, height: int) -> Iterator[str]:
    marks = " ".join(mark for action, mark in MARKS.items() if state in marked(action))
    yield f'<rect class="b" x="{x}" y="{y}" width="{width}" height="{height}" rx="7"/>'
    yield _text(f"{state} {marks}".strip(), x + width // 2, y + height // 2 + 5, "middle", "s")


def _text(words: str, x: int, y: int, anchor: str, style: str) -> str:
    return f'<text class="{style}" x="{x}" y="{y}" text-anchor="{anchor}">{escape(words)}</text>'


def _lines(ways: Ways) -> Iterator[str]:
    for (state, then), actions in ways.items():
        words = ", ".join(actions)
        if then is CaseState.CLOSED and state is not CaseState.TRANSFERRED:
            yield from _across(words, LEFT + BOX, END, _middle(state) + 8)
        elif then is CaseState.TRANSFERRED:
            yield from _across(words, LEFT, POLICE + SIDE, _middle(state) + 12)
        elif state is CaseState.TRANSFERRED:
            yield from _from_police(words, then)
        elif _middle(then) - _middle(state) == ROW:
            yield _path(f"M{LEFT + BOX // 2} {_middle(state) + HIGH // 2}V{_middle(then) - HIGH // 2 - 2}")
            yield _text(words, LEFT + BOX // 2 + 8, (_middle(state) + _middle(then)) // 2 + 4, "start", "a")
        else:
            yield from _round(words, state, then)


def _across(words: str, start: int, end: int, y: int) -> Iterator[str]:
    inward = 12 if end > start else -12
    yield _path(f"M{start} {y}H{end - (2 if end > start else -2)}", "h")
    yield _text(words, end - inward, y - 4, "end" if end > start else "start", "a")


def _from_police(words: str, then: CaseState) -> Iterator[str]:
    """What leads out of the police's hands: back into the column, or below it to the end."""
    if then is CaseState.CLOSED:
        y = _middle(COLUMN[-1]) + HIGH
        yield _path(
            f"M{POLICE + SIDE // 2} {_middle(CaseState.PROPOSED) + HIGH // 2}V{y}H{END + SIDE // 2}V{y - 18}", "h"
        )
        yield _text(words, POLICE + SIDE // 2 + 8, y - 5, "start", "a")
        return
    y = _middle(then) - 12
    yield _path(f"M{POLICE + SIDE} {y}H{LEFT - 2}", "u")
    yield _text(words, POLICE + SIDE + 8, y - 4, "start", "a")


def _round(words: str, state: CaseState, then: CaseState) -> Iterator[str]:
    """Over other rows: on the right downwards, on the left and dashed upwards."""
    start, end = _middle(state), _middle(then)
    swing = BULGE * abs(end - start) // ROW
    down = end > start
    x, out = (LEFT + BOX, LEFT + BOX + swing) if down else (LEFT, LEFT - swing)
    first, last = (start + 14, end - 14) if down else (start - 14, end + 14)
    yield _path(f"M{x} {first}C{out} {first} {out} {last} {x} {last}", "" if down else "u")
    edge = (x + 3 * out) // 4
    yield _text(words, edge + (6 if down else -6), (first + last) // 2 + 4, "start" if down else "end", "a")


def _path(way: str, more: str = "") -> str:
    return f'<path class="{f"l {more}".strip()}" d="{way}"/>'


def _legend() -> Iterator[str]:
    words = "; ".join(f"{mark} {action}" for action, mark in MARKS.items())
    yield _text(f"Back to an earlier state: {words}", LEFT + BOX // 2, HEIGHT - 14, "middle", "a")


if __name__ == "__main__":
    print(picture(), end="")
