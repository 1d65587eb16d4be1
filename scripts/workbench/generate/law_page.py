"""Print docs/terms.md, every row of law and what follows from it by the rules: `python -m
scripts.workbench.generate.law_page`."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from domain.case.limitation import check_limitation, limitation_from
from domain.case.state.case import Case, CaseState, Medium
from domain.case.state.measures import Decision, Execution, Limitation, Measure, Service, ServiceRecord
from domain.complaint.filing_term import file_term, last_day
from domain.complaint.levels import level_above, ways_on
from domain.complaint.state import Redress, RedressState
from domain.complaint.terms import Deadline, Stage, deadline
from domain.kernel.actor import holder_of
from domain.kernel.refusals import Refused
from domain.messages import label
from domain.registry.agency import Succession
from domain.registry.certainty import Certainty
from domain.registry.holidays import Holidays
from domain.registry.legal_term import LegalTerm, TermOf, unit_of
from domain.registry.registry import Registry
from domain.registry.unconfirmed_law import LEVELS, TERMS
from domain.rules.facts import Facts
from scripts.workbench.case_life.province import CHECKS, LEAD, NOW, PPC, TEXT, province, reported

INTRO: Final = """\
# Terms, levels and limitation periods

How long things may take by law, who hears a second complaint, and until when an act can be sanctioned. The rules of
today compute each row; beside it is the article that it comes from. LKN is the Law on Complaints (Luật Khiếu nại
02/2011/QH13), BLDS the Civil Code (Bộ luật Dân sự 2015), XLVPHC the Law on Handling Administrative Violations (Luật Xử
lý vi phạm hành chính 15/2012/QH13). [Complaints and redress](redress.md#how-terms-and-levels-are-kept) says how rows
are entered and confirmed. Tests have the same tables, written by hand (`tests/domain/complaint/`,
`tests/domain/case/test_limitation.py`).

This page is made by `python -m scripts.workbench.generate.law_page`.
"""
DECIDED: Final = date(2026, 6, 30)
DELIVERED: Final = date(2026, 7, 10)
KNOWN: Final = date(2026, 11, 2)
LAST: Final = DELIVERED + timedelta(90)
ARTICLES: Final = {
    Service.DOCUMENT_DELIVERED: "LKN Đ9: received",
    Service.PUBLISHER_NOTIFIED: "LKN Đ9: came to know; a site is not the person",
    Service.PUBLIC_NOTICE: "LKN Đ9: came to know; a notice on a board is not a receipt",
    Service.NOT_POSSIBLE: "LKN Đ9: came to know; nobody was told",
    None: "LKN Đ9: came to know; nobody was told yet",
}


def page() -> str:
    """The whole page, as the file holds it."""
    parts = (_rows(), _filing(), _holidays(), _levels(), _ways(), _limitation())
    return "".join((INTRO, *(line for part in parts for line in part)))


def _table(title: str, said: str, heads: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    heads = tuple(heads)
    yield f"\n## {title}\n\n{said}\n\n| {' | '.join(heads)} |\n|{'---|' * len(heads)}\n"
    for row in rows:
        yield f"| {' | '.join(str(cell) for cell in row)} |\n"


def _rows() -> Iterator[str]:
    said = (
        "A row that two persons confirmed takes precedence over these, on its days. Until then each is `UNCONFIRMED`: "
        "it counts, and whatever is due by it says so."
    )
    heads = ("Term", "Thời hạn", "Length", "Where travel is hard", "From", "Until", "Set by", "Article")
    return _table("The rows", said, heads, map(_row, TERMS))


def _row(row: LegalTerm) -> tuple[object, ...]:
    unit = label(unit_of(row.term), "en").lower()
    remote = row.remote_amount or row.amount
    until = row.span.until or ""
    return (
        f"`{row.term}`",
        label(row.term, "vi"),
        f"{row.amount} {unit}",
        f"{remote} {unit}",
        row.span.since,
        until,
        row.basis,
        row.source,
    )


def _filing() -> Iterator[str]:
    said = (
        f"A decision of {DECIDED}. It was delivered, or service ended, on {DELIVERED}; the person says that they have "
        "known of it since the day in the second column."
    )
    rows = (
        (f"`{service}`" if service else "not served yet", known, label(term.start, "en"), last_day(term.due), article)
        for service, article in ARTICLES.items()
        for known in (DECIDED, KNOWN)
        for term in (file_term(_case(service), _decision(), _registry(), known),)
    )
    heads = ("How it was served", "Known since", "The 90 days run", "Last day", "Article")
    return _table("Until when one can complain", said, heads, rows)


def _holidays() -> Iterator[str]:
    off = ((), (LAST,), (LAST, LAST + timedelta(1)))
    filing = (
        ("to complain, delivered", DELIVERED, _days(days), last_day(_due(Stage.FILE, DELIVERED, days)), article)
        for days, article in zip(
            off, ("LKN Đ9", "BLDS Đ148.5: the next working day", "BLDS Đ148.5: over the weekend"), strict=True
        )
    )
    others = (
        (
            _named(stage),
            begun,
            _days(()),
            last_day(_due(stage, begun, (), remote=remote)),
            article,
        )
        for stage, begun, remote, article in (
            (Stage.ACCEPT, date(2026, 7, 1), False, "LKN Đ27, BLDS Đ148.5: the tenth day is a Saturday"),
            (Stage.DECIDE, date(2026, 7, 1), False, "LKN Đ28"),
            (Stage.DECIDE, date(2026, 7, 1), True, "LKN Đ28: where travel is hard; 15 August is a Saturday"),
            (Stage.DECIDE, date(2026, 6, 30), False, "LKN Đ28, the row before the amendment"),
        )
    )
    said = "The first day is not counted. A last day off passes to the next working day."
    heads = ("Term", "Begins", "Days off", "Last day", "Article")
    return _table("Days off, remote places, the change of the law", said, heads, (*filing, *others))


def _levels() -> Iterator[str]:
    rows = (
        (who, label(level.second, "en"), level.source)
        for who, heir, agency in (
            ("a department", None, LEAD),
            ("a department that another department took over", CHECKS, LEAD),
            ("a department that the People's Committee took over", PPC, LEAD),
            ("the People's Committee", None, PPC),
        )
        for level in (level_above(_complaint(RedressState.DISMISSED, agency), _facts(_registry(heir))),)
    )
    said = (
        f"{len(LEVELS)} rows, each `UNCONFIRMED` until a second person confirms it. A successor answers for its agency."
    )
    return _table("Who hears a second complaint", said, ("Decided by", "Second complaint", "Article"), rows)


def _ways() -> Iterator[str]:
    states = (
        (RedressState.FILED, 1, "LKN Đ27: accepted within ten days; Đ7.1, Đ33: not answered in time"),
        (RedressState.EXAMINING, 1, "LKN Đ28: ruled within thirty days; Đ7.1, Đ33: not answered in time"),
        (RedressState.REJECTED, 1, "LKN Đ7.1: a rejection is an answer too; Đ33: the time to go on is over"),
        (RedressState.DISMISSED, 1, "LKN Đ7.1: the level above, or a court; Đ33: the time to go on is over"),
        (RedressState.SECOND_LEVEL, 2, "LKN Đ37; Đ42: not answered at the second level"),
        (RedressState.FINAL, 2, "LKN Đ42: a court"),
        (RedressState.WITHDRAWN, 1, "LKN Đ10.1: taken back"),
    )
    rows = (
        (f"`{state}`", level, _shown(state, level, after=False), _shown(state, level, after=True), article)
        for state, level, article in states
    )
    said = "A complaint about a department's decision, while its term runs and once it is over."
    heads = ("State", "Level", "While the term runs", "Once it is over", "Article")
    return _table("Where a complaint goes from each state", said, heads, rows)


def _shown(state: RedressState, level: int, *, after: bool) -> str:
    due = Deadline(due_at=NOW if after else NOW + timedelta(5), days=30, source="", certainty=Certainty.UNCONFIRMED)
    ended = NOW if state in (RedressState.FINAL, RedressState.WITHDRAWN) else None
    redress = replace(_complaint(state, LEAD), level=level, accept_by=due, decide_by=due, appeal_by=due, ended_at=ended)
    return ", ".join(f"`{way}`" for way in ways_on(redress, _facts(_registry()))) or (
        "nowhere" if after else "nowhere yet"
    )


def _limitation() -> Iterator[str]:
    acts = (
        (date(2026, 7, 1), Medium.SOCIAL_NETWORK, "XLVPHC Đ6.1.a: one year"),
        (date(2026, 7, 1), Medium.PRESS, "XLVPHC Đ6.1.a: two years in the press"),
        (date(2024, 2, 29), Medium.WEBSITE, "BLDS Đ148.3: no such day in the last month"),
    )
    rows = (
        (day, label(medium, "en"), found.last_day, *(_after(found, measure) for measure in Measure), article)
        for day, medium, article in acts
        for found in (limitation_from(day, medium, _registry()),)
    )
    said = (
        "The period runs from the publication, otherwise from the notice of it, and nothing stops it (XLVPHC Đ6.1.c). "
        "After the last day nobody is sanctioned (XLVPHC Đ65.1.c); any other restriction must say why it is still "
        "needed (Đ65.2); measures that restrict nobody are not affected."
    )
    heads = ("Published", "Where", "Last day", *(f"`{measure}` after it" for measure in Measure), "Article")
    return _table("Until when an act can be sanctioned", said, heads, rows)


def _after(period: Limitation, measure: Measure) -> str:
    """What is said to a measure on the day after the period, without a reason and with one."""
    if _passes(period, measure, explained=False):
        return "as before"
    return "with reasons" if _passes(period, measure, explained=True) else "refused"


def _passes(period: Limitation, measure: Measure, *, explained: bool) -> bool:
    try:
        check_limitation(period, measure, period.last_day + timedelta(1), explained=explained, decided=False)
    except Refused:
        return False
    return True


def _registry(heir: str | None = None, off: tuple[date, ...] = ()) -> Registry:
    """The small province; its lead agency may have been taken over, and some days may be off."""
    known = province()
    closed = Holidays(id="holidays-2026", year=2026, days=off, source="", certainty=Certainty.CONFIRMED)
    known = replace(known, holidays={closed.id: closed})
    if heir is None:
        return known
    passed = Succession(successor=heir, on=NOW.date() - timedelta(1), whole=True, source="")
    return replace(known, agencies={**known.agencies, LEAD: replace(known.agencies[LEAD], successions=(passed,))})


def _facts(registry: Registry) -> Facts:
    return Facts(actor=holder_of("redress-1"), now=NOW, registry=registry, sealed={})


def _decision() -> Decision:
    return Decision(
        public_code="",
        measure=Measure.WARNING_LETTER,
        provisions=(),
        number=TEXT,
        decided_on=DECIDED,
        reasons=TEXT,
        redress_notice=TEXT,
        agency=LEAD,
        signatory="",
        at=NOW,
        cycle=1,
    )


def _case(service: Service | None) -> Case:
    """A case that was decided, and served in a way."""
    served = ServiceRecord(service=service, note=TEXT, on=DELIVERED) if service else None
    done = (Execution(agency=LEAD, begun_at=NOW, served=served, cycle=1),) if served else ()
    return replace(reported(), state=CaseState.EXECUTING, decisions=(_decision(),), executions=done)


def _complaint(state: RedressState, agency: str) -> Redress:
    due = deadline(Stage.ACCEPT, DECIDED, _registry())
    return Redress(
        id="redress-1",
        code="",
        state=state,
        at=NOW,
        case="case-1",
        decision="",
        cycle=1,
        agency=agency,
        examining=agency,
        ticket="",
        text=TEXT,
        accept_by=due,
        appeal_by=replace(due, due_at=NOW + timedelta(5)),
    )


def _due(stage: Stage, begun: date, off: tuple[date, ...], *, remote: bool = False) -> Deadline:
    return deadline(stage, begun, _registry(off=off), remote=remote)


def _named(stage: Stage) -> str:
    return label(TermOf(f"COMPLAINT_{stage}"), "en").lower()


def _days(off: tuple[date, ...]) -> str:
    return ", ".join(str(day) for day in off) or "none"


if __name__ == "__main__":
    print(page(), end="")
