"""Tables of measurements as Markdown prints them, and a plot of each: bars with their least and most.

A plot needs no library and no script: it is an SVG of rectangles, lines and texts, with a title for who is read to.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

CELL: Final = re.compile(r"-?[0-9][0-9,]*(?:\.[0-9]+)?")
BAR, GAP, LEFT, WIDTH, RIGHT = 14, 10, 320, 480, 90
"""Pixels: a bar's height, between rows, names, the longest bar, and figures behind it."""
COLOURS: Final = ("#1b4965", "#bc4b1f", "#4d7c0f", "#7b2d8b", "#a16207", "#475569")
LETTERS: Final = "font-family='sans-serif' font-size='12'"
NAME_MOST: Final = 46


@dataclass(frozen=True)
class Figure:
    """The least, the middle and the most of a cell; of a single figure all the same."""

    least: float
    middle: float
    most: float


@dataclass(frozen=True)
class Table:
    """A table with its head."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def figures(self) -> list[tuple[str, list[Figure | None]]]:
        """Rows that have a figure: their names, and the figures by column."""
        read = [(row[0], [figure_in(cell) for cell in row[1:]]) for row in self.rows]
        return [(name, found) for name, found in read if any(found)]


def tables_in(text: str) -> Iterator[Table]:
    """The tables of a Markdown text."""
    lines: list[tuple[str, ...]] = []
    for line in [*text.splitlines(), ""]:
        if line.startswith("|"):
            lines.append(tuple(cell.strip() for cell in line.strip().strip("|").split("|")))
        elif lines:
            if len(lines) > 2:
                yield Table(lines[0], tuple(lines[2:]))
            lines = []


def figure_in(cell: str) -> Figure | None:
    """The figure of a cell: one number, or three with a stroke between; None for anything else."""
    parts = [part.strip().removesuffix("%").removesuffix("×").strip() for part in cell.split("/")]
    if len(parts) not in (1, 3) or not all(CELL.fullmatch(part) for part in parts):
        return None
    numbers = [float(part.replace(",", "")) for part in parts]
    return Figure(*numbers) if len(numbers) == 3 else Figure(numbers[0], numbers[0], numbers[0])


def plot(table: Table) -> str:
    """The SVG of a table: a group of bars for each row, a colour for each column, a line from the least to the most."""
    names, rows = table.head[1:], table.figures
    most = max(figure.most for _, found in rows for figure in found if figure) or 1.0
    drawn, top = _legend(names), 30 + 18 * len(names)
    for name, found in rows:
        drawn.append(_text(LEFT - 8, top + BAR * len(found) / 2 + 4, _short(name), "end"))
        for column, figure in enumerate(found):
            if figure is not None:
                drawn += _bar(top + BAR * column, figure, WIDTH / most, COLOURS[column % len(COLOURS)])
        top += BAR * len(found) + GAP
    size = f"viewBox='0 0 {LEFT + WIDTH + RIGHT} {top + 8}'"
    head = f"<svg xmlns='http://www.w3.org/2000/svg' role='img' {size} {LETTERS}>"
    title = f"<title>{escape(table.head[0])}: {escape(', '.join(names))}</title>"
    paper = "<rect width='100%' height='100%' fill='#ffffff'/>"
    return "\n".join((head, title, paper, _text(8, 20, table.head[0]), *drawn, "</svg>", ""))


def _legend(names: Sequence[str]) -> list[str]:
    drawn = []
    for number, name in enumerate(names):
        y = 30 + 18 * number
        drawn.append(f"<rect x='{LEFT}' y='{y}' width='12' height='12' fill='{COLOURS[number % len(COLOURS)]}'/>")
        drawn.append(_text(LEFT + 18, y + 11, name))
    return drawn


def _bar(y: float, figure: Figure, scale: float, colour: str) -> Iterator[str]:
    middle, least, most = (LEFT + max(value, 0.0) * scale for value in (figure.middle, figure.least, figure.most))
    yield f"<rect x='{LEFT}' y='{y}' width='{middle - LEFT:.1f}' height='{BAR - 2}' fill='{colour}'/>"
    if figure.least != figure.most:
        at = y + BAR / 2 - 1
        yield f"<line x1='{least:.1f}' y1='{at}' x2='{most:.1f}' y2='{at}' stroke='#111111' stroke-width='1.5'/>"
    yield _text(max(most, middle) + 6, y + BAR - 4, f"{figure.middle:g}")


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f"<text x='{x:.0f}' y='{y:.0f}' text-anchor='{anchor}' fill='#111111'>{escape(text)}</text>"


def _short(name: str) -> str:
    plain = name.replace("`", "")
    return plain if len(plain) <= NAME_MOST else f"{plain[: NAME_MOST - 1]}…"
