"""The lead agency's consolidated report (Đ6.3): seven parts, charts, appendices PL I to PL XII.

`domain/report/frozen.py` describes the data. Officers write the text, and all numbers come from the data. The public
edition contains no text by officers, because such a text might reveal masked numbers.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from domain.case.state.case import Category, Channel
from domain.case.state.measures import Finding
from domain.document.dating import roman
from domain.messages import Language, label
from domain.paper.context import DocumentContext, day_of, said
from domain.paper.model import Annex, AnnexedTo, Block, Column, Document, Heading, Level, Paragraph, Table
from domain.paper.words import WORDS_NOTE
from domain.report.state.consolidated import ConsolidatedState
from domain.report.state.report import ReportType
from domain.report.statistics import Table as Id
from workers.documents.figures import WORDS, bars, by_month, found, mean_days, numbered, table_blocks
from workers.documents.office.parts import (
    AGENCIES,
    ANNEXES,
    MARKS,
    MASKED_NOTE,
    PARTS,
    PUBLIC,
    READING,
    SAID,
    SUBMITTED,
    about,
)

Data = Mapping[str, Any]


def charts(data: Data, language: str) -> Iterator[Block]:
    """Yield the report's charts, numbered without gaps. A chart without numbers is left out."""
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
    """Return the names of all appendices, because the text must refer to every attachment."""
    at, said = 0 if language == "vi" else 1, SAID[language]
    titles = (f"{said['annex']} {roman(n)} ({words[at]})" for n, words in enumerate(ANNEXES, start=1))
    return f"{said['see']} {'; '.join(titles)}."


def annexes(data: Data, submissions: Data | None, language: str) -> Iterator[Annex]:
    """Yield the twelve appendices.

    With `submissions` None, as in the public edition, reporting agencies are left out.
    """
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


Row = Mapping[str, Any]
_KEPT = {"category": Category, "channel": Channel, "finding": Finding}


def consolidated_report(report: Row, data: Data, context: DocumentContext) -> Document:
    lead, day = report["agency"], _day(report)
    committee = context.committee(day)
    symbol = context.symbol("BC", lead, day)
    return Document(
        symbol=symbol,
        issuer=context.issuer(lead, day),
        place=context.place(lead, day),
        day=_signed_on(report),
        made_at=context.made_at,
        title="Báo cáo",
        abstract=about(report, "vi", context.regulation(_day(report))),
        addressees=(context.name(committee, day),) if committee else (),
        blocks=tuple(_body(report, data, context, "vi")),
        signatures=(context.signature(lead),),
        recipients=context.kept(lead, context.copied(day), day, first=("Như trên",)),
        annexes=tuple(annexes(data, report["submissions"], "vi")),
        annexed_to=AnnexedTo(kind="Báo cáo", whose=context.name(lead, day)),
        watermark=_mark(report, context, "vi", to_sign=True),
    )


def reading_version(report: Row, data: Data, context: DocumentContext) -> Document:
    """Return the report in English for reading: without number or signature, and marked on every page."""
    lead, day = report["agency"], _day(report)
    return Document(
        symbol="",
        issuer=context.issuer(lead, day),
        place=context.place(lead, day),
        day=day,
        made_at=context.made_at,
        title="Report",
        abstract=about(report, "en", context.regulation(_day(report))),
        blocks=(Paragraph(text=WORDS_NOTE), *_body(report, data, context, "en")),
        annexes=tuple(annexes(data, report["submissions"], "en")),
        watermark=_mark(report, context, "en"),
        notice=READING,
        language="en",
    )


def public_numbers(report: Row, data: Data, context: DocumentContext) -> Document:
    """Return the masked numbers for the public, without text, number, signature and reporting agencies."""
    lead, day = report["agency"], _day(report)
    return Document(
        symbol="",
        issuer=context.issuer(lead, day),
        place=context.place(lead, day),
        day=day,
        made_at=context.made_at,
        title="Số liệu báo cáo",
        abstract=about(report, "vi", context.regulation(_day(report))),
        blocks=(Paragraph(text=MASKED_NOTE), *_numbers(report, data, context)),
        annexes=tuple(annexes(data, None, "vi")),
        watermark=_mark(report, context, "vi"),
        notice=PUBLIC,
    )


def _day(report: Row) -> date:
    """Return the document's day: the day of the signature, or the day of the counts before it is signed."""
    return _signed_on(report) or day_of(report["as_of"])


def _signed_on(report: Row) -> date | None:
    return date.fromisoformat(report["signature"]["signed_on"]) if report["signature"] else None


def _mark(report: Row, context: DocumentContext, language: str, *, to_sign: bool = False) -> str:
    state = ConsolidatedState(report["state"])
    ready = to_sign and state is ConsolidatedState.REVIEWED
    mark = MARKS[state][language == "en"] if state in MARKS and not ready else ""
    return " – ".join(line for line in (context.watermark(report["agency"], _day(report), []), mark) if line)


def _preface(data: Data, context: DocumentContext, day: date, language: Language) -> Iterator[Block]:
    yield Paragraph(text=SAID[language]["tables"])
    if kept := data["filter"]:
        words = SAID[language]
        parts = [f"{words[key]}: {label(kind(kept[key]), language)}" for key, kind in _KEPT.items() if kept.get(key)]
        if kept.get("area"):
            parts.append(f"{words['area']}: {context.area(kept['area'])}")
        if kept.get("agency"):
            parts.append(f"{words['party']}: {context.name(kept['agency'], day)}")
        yield Paragraph(text=f"{words['only']} {'; '.join(parts)}.")


def _body(report: Row, data: Data, context: DocumentContext, language: Language) -> Iterator[Block]:
    texts = {text["part"]: said(text["text"]) for text in report["texts"]}
    yield from _preface(data, context, _day(report), language)
    for id, number, vi, en in PARTS:
        yield Heading(text=f"{number}. {vi if language == 'vi' else en}")
        yield Paragraph(text=texts.get(id, SAID[language]["empty"]))
        for table in data["tables"]:
            if table["appendix"] == number:
                yield from table_blocks(table, language)
        if id == "RESULTS":
            yield from charts(data, language)
            yield Paragraph(text=named(language))
        if id == "DIRECTION":
            yield from _signing(data, language)
            if report["type"] == ReportType.PERIODIC:
                yield from _missing(report, data, language)


def _numbers(report: Row, data: Data, context: DocumentContext) -> Iterator[Block]:
    yield from _preface(data, context, _day(report), "vi")
    yield from _signing(data, "vi")
    for id, number, vi, _ in PARTS:
        tables = [table for table in data["tables"] if table["appendix"] == number]
        if tables:
            yield Heading(text=f"{number}. {vi}")
        for table in tables:
            yield from table_blocks(table, "vi")
        if id == "RESULTS":
            yield from charts(data, "vi")
            yield Paragraph(text=named("vi"))


def _signing(data: Data, language: str) -> Iterator[Block]:
    """Yield the numbers of signed acts and of acts on paper; yield nothing if no act had to be signed."""
    counts = data.get("signing") or {}
    if any(any(sums) for sums in counts.values()):
        yield Paragraph(text=SAID[language]["signing"].format(signed=counts["signed"], on_paper=counts["on_paper"]))


def _missing(report: Row, data: Data, language: str) -> Iterator[Block]:
    if report["submissions"]:
        names = {agency["id"]: agency["vi"] for agency in data["agencies"]}
        missing = "; ".join(names.get(agency, agency) for agency in report["submissions"]["missing"])
        yield Heading(text=SAID[language]["missing"], level=Level.CLAUSE)
        yield Paragraph(text=f"{missing}." if missing else SAID[language]["none"])
