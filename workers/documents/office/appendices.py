"""The appendices PL I to PL XII and the charts of the consolidated report: the frozen data, and no other number."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from domain.document.dating import roman
from domain.report.statistics import Table as Id
from workers.documents.figures import WORDS, bars, by_month, found, mean_days, numbered, table_blocks
from workers.documents.model import Annex, Block, Column, Paragraph, Table
from workers.documents.office.parts import AGENCIES, ANNEXES, SAID, SUBMITTED

Data = Mapping[str, Any]


def charts(data: Data, language: str) -> Iterator[Block]:
    """Yield the report's charts, numbered without a gap: one without numbers is left out."""
    said = SAID[language]
    drawn = (
        bars(found(data, Id.RECEIVED), said["received"], language, by_column=True),
        bars(found(data, Id.FINDINGS), said["findings"], language, by_column=True),
        mean_days(found(data, Id.CLOSING_TIME), said["time"], language),
        bars(found(data, Id.RECEIVED), said["agencies"], language),
        by_month(data, said["months"], language),
    )
    for n, parts in enumerate(filter(None, drawn), start=1):
        yield from (replace(part, caption=f"{said['chart']} {n}. {part.caption}") for part in parts)


def named(language: str) -> str:
    """Every appendix with its name: what is attached has to be referred to in the text."""
    at, said = 0 if language == "vi" else 1, SAID[language]
    titles = (f"{said['annex']} {roman(n)} ({words[at]})" for n, words in enumerate(ANNEXES, start=1))
    return f"{said['see']} {'; '.join(titles)}."


def annexes(data: Data, submissions: Data | None, language: str) -> Iterator[Annex]:
    """The twelve; `submissions` None leaves out who has reported, as the public edition does."""
    for n, (vi, en) in enumerate(ANNEXES, start=1):
        if n == AGENCIES:
            blocks: tuple[Block, ...] = (_agencies(data, submissions, language),)
        else:
            tables = [table for table in data["tables"] if table["appendix"] == f"PL {roman(n)}"]
            legend = Paragraph(text=WORDS[language]["legend"])
            blocks = (legend, *(block for table in tables for block in table_blocks(table, language)))
        yield Annex(title=vi if language == "vi" else en, blocks=blocks)


def _agencies(data: Data, submissions: Data | None, language: str) -> Table:
    said, at, given = SAID[language], 0 if language == "vi" else 1, submissions or {}
    state = {agency: words[at] for name, words in SUBMITTED.items() for agency in given.get(name, ())}
    active = [agency for agency in data["agencies"] if agency["active"] or agency["id"] in state]
    rows = [
        (agency["vi"], str(agency["focal"]), *([state.get(agency["id"], "–")] if given else ())) for agency in active
    ]
    columns = (
        Column(title=WORDS[language]["number"], share=0.5),
        Column(title=said["agency"], share=3),
        Column(title=said["focal"], number=True),
        *((Column(title=said["submitted"], share=1.3),) if given else ()),
    )
    return Table(columns=columns, rows=numbered(rows))
