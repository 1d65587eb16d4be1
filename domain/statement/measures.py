"""Table of the events that are public acts, and the public part of each (`MEASURES`).

Each line follows from the event, the state after it and the acting agency, so the sealer and `casebook verify` can
compute it again. Acts about content that harms a person, about the police or about personal data are published for the
province as a whole: agency, day and field together could identify a person.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final

from domain.activity.inspections import InspectionFinding
from domain.activity.recounts import Recount
from domain.case.closing import WITHOUT_MEASURE
from domain.case.guards import harms_person, this_cycle
from domain.case.state.case import Case, ExpressionConclusion
from domain.case.state.pathways import Takedown
from domain.complaint.state import ContestedKind, Redress
from domain.erasure.state import ErasureState
from domain.kernel.event import Event
from domain.statement.state import PublicAct, StatementKind

SERVE_WITHIN: Final = timedelta(days=14)
"""Time after which a withheld line is overdue: at least three working days, even over Tết."""
NOT_SERVED_BEFORE: Final = frozenset({"case.decided", "case.takedown-sent", "case.takedown-withdrawn"})
"""Types of event whose lines are withheld until the person concerned was served."""
SERVED_BY: Final = frozenset({"case.execution-started", "case.reopened"})
"""Types of event that open the withheld lines of a case: the person was served, or the decision was undone."""
CONTESTABLE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "case.decided": "decision.public_code",
        "case.own-measure-taken": "measure.public_code",
        "case.transfer-signed": "public_code",
        "publication.issued": "",
        "erasure.answered": "public_code",
        "erasure.refused": "public_code",
    }
)
"""Acts that a complaint can be against, each with the member of its event that has the public code."""


@dataclass(frozen=True, kw_only=True)
class Changed:
    """Earlier public act that an act changes: the newest one in `stream` whose event type is in `members` and, if
    given, has `value`."""

    stream: str
    members: Mapping[str, str]
    """Member of the event that has the value, by type of event; empty for any."""
    value: str | None = None


@dataclass(frozen=True, kw_only=True)
class Told:
    """Public act with its agency; without an agency it is published for the province as a whole.

    `changes` finds the line for `act.of` if the act does not name it.
    """

    act: PublicAct
    agency: str | None = None
    changes: Changed | None = None
    served: bool = True
    """False until the person concerned was served: until then the line is withheld."""


Tell = Callable[[Any, Any, str | None], Told]
"""Function from an event, the state after it and the acting agency to the public act."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """Rule that publishes events of one type."""

    kind: StatementKind
    tell: Tell
    when: str = ""
    """Member of the state (or, after `@`, of the event) that must have one of the values; empty for every event."""
    values: frozenset[str] = frozenset()
    apart: bool = False
    """True if the act is always published for the province as a whole."""

    def holds(self, event: Event, state: Any) -> bool:
        """Return whether an event of this type is a public act."""
        if not self.when:
            return True
        of: Any = event if self.when.startswith("@") else state
        for name in self.when.removeprefix("@").split("."):
            of = getattr(of, name)
        return str(of) in self.values


def told(event: Event, state: Any, agency: str | None) -> Told | None:
    """Return the public part of an event, from the state after it and the acting agency."""
    row = MEASURES.get(event.TYPE)
    return row.tell(event, state, agency) if row and row.holds(event, state) else None


def for_province(kind: StatementKind) -> Told:
    return Told(act=PublicAct(kind=kind))


def is_apart(case: Case) -> bool:
    """Return whether acts in a case are published for the province as a whole; not after the police returned the
    file."""
    with_police = any(row.signed and not row.returned for row in case.transfers)
    return harms_person(case) or bool(case.protections) or with_police


def _in_case(
    case: Case,
    agency: str | None,
    kind: StatementKind,
    changes: Changed | None = None,
    *,
    served: bool = True,
    **act: Any,
) -> Told:
    if is_apart(case):
        return for_province(kind)
    made = PublicAct(kind=kind, field=case.category, **act)
    return Told(act=made, agency=agency, changes=changes, served=served)


def _served(case: Case) -> bool:
    return bool(this_cycle(case.executions, case))


def _decision(event: Any, case: Case, agency: str | None) -> Told:
    made = event.decision
    return _in_case(
        case,
        made.agency,
        StatementKind.DECISION,
        served=_served(case),
        measure=made.measure,
        provisions=made.provisions,
        finding=made.finding,
    )


def _own_measure(event: Any, case: Case, agency: str | None) -> Told:
    return _in_case(case, event.measure.agency, StatementKind.OWN_MEASURE, measure=event.measure.kind)


def _own_measure_ended(event: Any, case: Case, agency: str | None) -> Told:
    row = next(row for row in case.own_measures if row.id == event.measure)
    changes = Changed(stream=case.id, members={"case.own-measure-taken": "measure.id"}, value=row.id)
    outcome = "LAPSED" if event.lapsed else "UNDONE"
    return _in_case(case, row.agency, StatementKind.OWN_MEASURE_ENDED, changes, measure=row.kind, outcome=outcome)


def _takedown(event: Any, case: Case) -> Takedown:
    return next(row for row in case.takedowns if row.id == event.takedown)


def _request(event: Any, case: Case, agency: str | None) -> Told:
    row = _takedown(event, case)
    agency = event.step.agency
    kind = StatementKind.REQUEST
    return _in_case(case, agency, kind, served=_served(case), measure=row.asks, provisions=row.provisions)


def _request_withdrawn(event: Any, case: Case, agency: str | None) -> Told:
    row = _takedown(event, case)
    changes = Changed(stream=case.id, members={"case.takedown-sent": "takedown"}, value=row.id)
    kind = StatementKind.WITHDRAWAL
    return _in_case(case, event.step.agency, kind, changes, served=_served(case), measure=row.asks)


def _request_refused(event: Any, case: Case, agency: str | None) -> Told:
    return _in_case(case, event.step.agency, StatementKind.REFUSAL, measure=_takedown(event, case).asks)


def _proposal_refused(event: Any, case: Case, agency: str | None) -> Told:
    return _in_case(case, agency, StatementKind.REFUSAL)


def _protected(event: Any, case: Case, agency: str | None) -> Told:
    return _in_case(case, event.review.agency, StatementKind.PROTECTED)


def _closed(event: Any, case: Case, agency: str | None) -> Told:
    return _in_case(case, event.closure.agency, StatementKind.NO_MEASURE, outcome=event.closure.reason)


def _reopened(event: Any, case: Case, agency: str | None) -> Told:
    made = event.reopening
    changes = Changed(stream=case.id, members={"case.decided": ""})
    return _in_case(case, made.agency or case.lead, StatementKind.REOPENED, changes, outcome=made.ground)


def _notice(kind: StatementKind) -> Tell:
    def tell(event: Any, notice: Any, agency: str | None) -> Told:
        """Return a notice as a public act, with its words and result, which are public already."""
        result = notice.result
        act = PublicAct(
            kind=kind,
            measure=result.measure,
            finding=result.finding,
            outcome=notice.retraction.ground if notice.retraction else result.outcome,
        )
        members = {"publication.issued": ""}
        changes = None if kind is StatementKind.NOTICE else Changed(stream=notice.id, members=members)
        return Told(act=act, agency=notice.agency, changes=changes)

    return tell


def _recount(event: Any, finding: InspectionFinding, agency: str | None) -> Told:
    act = PublicAct(kind=StatementKind.RECOUNT, outcome=finding.recount, of=finding.figures, cells=finding.cells)
    return Told(act=act, agency=finding.agency)


def _recount_withdrawn(event: Any, finding: InspectionFinding, agency: str | None) -> Told:
    act = PublicAct(kind=StatementKind.RECOUNT, outcome=Recount.WITHDRAWN)
    return Told(act=act, agency=finding.agency, changes=Changed(stream=finding.id, members={"inspection.recorded": ""}))


def _contested(redress: Redress) -> Changed:
    stream = redress.subject or redress.case
    value = redress.decision if redress.subject is None else None
    members = {type: member if value else "" for type, member in CONTESTABLE.items()}
    return Changed(stream=stream, members=members, value=value)


def _ruling(event: Any, redress: Redress, agency: str | None) -> Told:
    if redress.about in OF_PROVINCE:
        return for_province(StatementKind.RULING)
    act = PublicAct(kind=StatementKind.RULING, outcome=event.ruling.outcome)
    return Told(act=act, agency=event.ruling.agency, changes=_contested(redress))


def _complaint_rejected(event: Any, redress: Redress, agency: str | None) -> Told:
    if redress.about in OF_PROVINCE:
        return for_province(StatementKind.REFUSAL)
    act = PublicAct(kind=StatementKind.REFUSAL, outcome=event.rejection.ground)
    return Told(act=act, agency=event.rejection.agency, changes=_contested(redress))


OF_PROVINCE: Final = frozenset({ContestedKind.TRANSFER, ContestedKind.REFUSED_REQUEST})
"""Acts whose complaints are published for the province as a whole."""


RESULTS: Final = frozenset({Recount.AGREES.value, Recount.DIFFERS.value})


def _apart_row(kind: StatementKind, when: str = "", *values: str) -> Row:
    def tell(event: Any, state: Any, agency: str | None) -> Told:
        return for_province(kind)

    return Row(kind=kind, tell=tell, when=when, values=frozenset(values), apart=True)


MEASURES: Final[Mapping[str, Row]] = MappingProxyType(
    {
        "case.decided": Row(kind=StatementKind.DECISION, tell=_decision),
        "case.own-measure-taken": Row(kind=StatementKind.OWN_MEASURE, tell=_own_measure),
        "case.own-measure-ended": Row(kind=StatementKind.OWN_MEASURE_ENDED, tell=_own_measure_ended),
        "case.takedown-sent": Row(kind=StatementKind.REQUEST, tell=_request),
        "case.takedown-withdrawn": Row(kind=StatementKind.WITHDRAWAL, tell=_request_withdrawn),
        "case.takedown-refused": Row(kind=StatementKind.REFUSAL, tell=_request_refused),
        "case.proposal-refused": Row(kind=StatementKind.REFUSAL, tell=_proposal_refused),
        "case.expression-reviewed": Row(
            kind=StatementKind.PROTECTED,
            tell=_protected,
            when="@review.conclusion",
            values=frozenset({ExpressionConclusion.PROTECTED.value}),
        ),
        "case.closed": Row(
            kind=StatementKind.NO_MEASURE,
            tell=_closed,
            when="@closure.reason",
            values=frozenset(reason.value for reason in WITHOUT_MEASURE),
        ),
        "case.reopened": Row(kind=StatementKind.REOPENED, tell=_reopened),
        "case.transfer-signed": _apart_row(StatementKind.TRANSFER),
        "case.transfer-refused": _apart_row(StatementKind.REFUSAL),
        "case.protection-passed-on": _apart_row(StatementKind.REQUEST),
        "case.protection-begun": _apart_row(StatementKind.REQUEST),
        "publication.issued": Row(kind=StatementKind.NOTICE, tell=_notice(StatementKind.NOTICE)),
        "publication.corrected": Row(kind=StatementKind.CORRECTION, tell=_notice(StatementKind.CORRECTION)),
        "publication.retracted": Row(kind=StatementKind.RETRACTION, tell=_notice(StatementKind.RETRACTION)),
        "redress.decided": Row(kind=StatementKind.RULING, tell=_ruling),
        "redress.rejected": Row(kind=StatementKind.REFUSAL, tell=_complaint_rejected),
        "inspection.recorded": Row(kind=StatementKind.RECOUNT, tell=_recount, when="@recount", values=RESULTS),
        "inspection.withdrawn": Row(
            kind=StatementKind.RECOUNT, tell=_recount_withdrawn, when="recount", values=RESULTS
        ),
        "erasure.approved": _apart_row(StatementKind.ERASURE, "state", ErasureState.ORDERED.value),
        "erasure.answered": _apart_row(StatementKind.REFUSAL, "@granted", "False"),
        "erasure.refused": _apart_row(StatementKind.REFUSAL),
    }
)
"""Rules of publication by type of event."""
