"""An agency's report: the agency's text in eleven sections, and the register's counts for the report (Đ6.2)."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from domain.document.dating import roman
from domain.kernel.calendar import in_utc, iso_millis
from domain.messages import label
from domain.paper.context import DocumentContext, day_of, said
from domain.paper.model import Annex, AnnexedTo, Block, Document, Heading, Paragraph
from domain.paper.words import WORDS_NOTE
from domain.report.state.report import ReportFigure, ReportSection, ReportType
from workers.documents.figures import table_blocks
from workers.documents.office.parts import DRAFT, READING, about

Row = Mapping[str, Any]
FORMAT, VERSION = "casebook-agency-report", 1
NOT_WRITTEN: Final = {"vi": "Không có nội dung báo cáo.", "en": "Nothing is reported."}
SEE_ANNEX: Final = {"vi": "Số liệu chi tiết tại Phụ lục kèm theo.", "en": "The annex holds the figures in full."}


def report_data(report: Row) -> dict[str, Any]:
    words = {written["section"]: written["text"] for written in report["words"]}
    return {
        "format": FORMAT,
        "version": VERSION,
        "report": report["_id"],
        "agency": report["agency"],
        "type": report["type"],
        "period": report["period"],
        "start": iso_millis(in_utc(report["start"])),
        "end": iso_millis(in_utc(report["end"])),
        "sections": [_section(section, words) for section in ReportSection],
        "tables": [_counts(report)],
    }


def _section(section: ReportSection, words: Mapping[str, str | None]) -> dict[str, Any]:
    return {
        "id": section.value,
        "vi": label(section, "vi"),
        "en": label(section, "en"),
        "written": section.value in words,
        "text": words.get(section.value),
    }


def _counts(report: Row) -> dict[str, Any]:
    counts = report["counting"]["counts"] if report["counting"] else []
    figures = [ReportFigure(count["figure"]) for count in counts]
    return {
        "id": "COUNTS",
        "clause": "Đ6.2",
        "title": {"vi": "Số liệu do hệ thống tổng hợp", "en": "What the register counted"},
        "columns": [{"id": "NUMBER", "vi": "Kỳ này / kỳ trước / luỹ kế", "en": "This / before / since the year began"}],
        "rows": [{"id": figure.value, "vi": label(figure, "vi"), "en": label(figure, "en")} for figure in figures],
        "cells": [[[count["this"], count["previous"], count["cumulative"]]] for count in counts],
        "row_totals": None,
        "column_totals": None,
        "total": None,
    }


def agency_report(report: Row, part: str, context: DocumentContext) -> Document:
    agency, signed = report["agency"], report["submissions"]
    day = day_of(report["end"])
    committee = context.committee(day)
    data = report_data(report)
    return Document(
        symbol=context.symbol("BC", agency, day),
        issuer=context.issuer(agency, day),
        place=context.place(agency, day),
        day=_signed_on(signed),
        made_at=context.made_at,
        title="Báo cáo",
        abstract=_about(report, "vi", context),
        addressees=(context.name(committee, day),) if committee else (),
        blocks=tuple(_sections(data, "vi")),
        signatures=(context.signature(agency),),
        recipients=context.kept(agency, _through(context, agency, day), day, first=("Như trên",)),
        annexes=(_annex(data, "vi"),),
        annexed_to=AnnexedTo(kind="Báo cáo", whose=context.name(agency, day)),
        watermark=_mark(report, context, day, "vi"),
    )


def agency_reading_version(report: Row, part: str, context: DocumentContext) -> Document:
    """Return the report in English for reading: without number or signature, and marked on every page."""
    agency, day = report["agency"], day_of(report["end"])
    data = report_data(report)
    return Document(
        symbol="",
        issuer=context.issuer(agency, day),
        place=context.place(agency, day),
        day=_signed_on(report["submissions"]) or day,
        made_at=context.made_at,
        title="Report",
        abstract=_about(report, "en", context),
        blocks=(Paragraph(text=WORDS_NOTE), *_sections(data, "en")),
        annexes=(_annex(data, "en"),),
        watermark=_mark(report, context, day, "en"),
        notice=READING,
        language="en",
    )


def _annex(data: Mapping[str, Any], language: str) -> Annex:
    (table,) = data["tables"]
    return Annex(title=table["title"][language], blocks=tuple(table_blocks(table, language)))


def _mark(report: Row, context: DocumentContext, day: date, language: str) -> str:
    """Return the watermark. It marks a draft while the counts may still change, even in a signed report."""
    counted = report["counting"] is not None and report["counting"]["final"]
    mark = "" if counted else DRAFT[language == "en"]
    return " – ".join(line for line in (context.watermark(report["agency"], day, []), mark) if line)


def _signed_on(submissions: list[Row]) -> date | None:
    return date.fromisoformat(submissions[-1]["signed_on"]) if submissions else None


def _through(context: DocumentContext, agency: str, day: date) -> list[str]:
    lead = context.registry.lead_on(day)
    return [lead] if lead and lead != agency else []


def _about(report: Row, language: str, context: DocumentContext) -> str:
    if report["type"] == ReportType.AD_HOC and report["request"]:
        return said(report["request"]["subject"])
    return about(report, language, context.regulation(day_of(report["end"])))


def _sections(data: Mapping[str, Any], language: str) -> list[Block]:
    found: list[Block] = []
    for n, section in enumerate(data["sections"], start=1):
        title = f"{roman(n)}. {section[language].partition('. ')[2]}"
        found += [
            Heading(text=title),
            Paragraph(text=said(section["text"]) if section["written"] else NOT_WRITTEN[language]),
        ]
    return [*found, Paragraph(text=SEE_ANNEX[language])]
