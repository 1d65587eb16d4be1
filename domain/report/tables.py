"""Tables of a report: their rows, columns and sums (appendices PL I to PL XII).

No table has a row or column for a person, an account, a host or a place below the commune (X2). No table ranks agencies
by removals. Rows are in the order of the registry or of their vocabulary. Protected closures and upheld complaints come
first (Đ2.2).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.activity.difficulties import DifficultyState
from domain.activity.inspections import InspectionKind
from domain.activity.state.activity import ActivityType, BreachKind, Commended, Merit
from domain.case.state.case import Category, Channel, ClosureReason, ExpressionConclusion, ExpressionKind
from domain.case.state.measures import Finding, Measure, OwnMeasureKind, VerificationResult
from domain.case.state.pathways import OUTCOMES as TAKEDOWN_OUTCOMES
from domain.case.state.pathways import (
    ReferralOutcome,
    ReopeningGround,
    RestorationStatus,
    TakedownAsk,
    TakedownOutcome,
    TakedownStatus,
    TransferStatus,
)
from domain.case.state.round import Position, RoundMethod, RoundOutcome
from domain.complaint.state import RedressState
from domain.press_question.state import QuestionKind
from domain.publication.state import NoticeForm, PublicChange
from domain.report.periods import Month


class Table(StrEnum):
    """Table of a report, by its id."""

    OVERVIEW = "OVERVIEW"
    RECEIVED = "RECEIVED"
    RECEIVED_AREA = "RECEIVED_AREA"
    TOLD_LATE = "TOLD_LATE"
    FINDINGS = "FINDINGS"
    VERIFICATIONS = "VERIFICATIONS"
    EXPRESSION = "EXPRESSION"
    ROUNDS = "ROUNDS"
    OPINIONS = "OPINIONS"
    ROUND_TIME = "ROUND_TIME"
    REQUESTS = "REQUESTS"
    REFERRALS = "REFERRALS"
    DECISIONS = "DECISIONS"
    MEASURES = "MEASURES"
    OWN_MEASURES = "OWN_MEASURES"
    EXECUTION = "EXECUTION"
    REMEDIES = "REMEDIES"
    CLOSING_TIME = "CLOSING_TIME"
    MONTHS = "MONTHS"
    TAKEDOWNS = "TAKEDOWNS"
    TAKEDOWN_OUTCOMES = "TAKEDOWN_OUTCOMES"
    LABELS = "LABELS"
    LABEL_OUTCOMES = "LABEL_OUTCOMES"
    RESTORATIONS = "RESTORATIONS"
    TRANSFERS = "TRANSFERS"
    NOTICES = "NOTICES"
    EXCHANGES = "EXCHANGES"
    ANSWER_TIME = "ANSWER_TIME"
    TRAININGS = "TRAININGS"
    AWARENESS = "AWARENESS"
    DISCIPLINE = "DISCIPLINE"
    COMPLAINTS = "COMPLAINTS"
    REOPENINGS = "REOPENINGS"
    DIRECTIVES = "DIRECTIVES"
    GUIDANCE = "GUIDANCE"
    COMMENDATIONS = "COMMENDATIONS"
    BREACHES = "BREACHES"
    INSPECTIONS = "INSPECTIONS"
    BUDGET = "BUDGET"
    DIFFICULTIES = "DIFFICULTIES"


class Line(StrEnum):
    """Row or column of a table that is not a value of another vocabulary."""

    CLOSED_PROTECTED = "CLOSED_PROTECTED"
    COMPLAINT_UPHELD = "COMPLAINT_UPHELD"
    COMPLAINT_PARTLY = "COMPLAINT_PARTLY"
    CLOSED_NO_GROUNDS = "CLOSED_NO_GROUNDS"
    COMPLAINT_DISMISSED = "COMPLAINT_DISMISSED"
    CLOSED_REMEDIED = "CLOSED_REMEDIED"
    CLOSED_COMPLETED = "CLOSED_COMPLETED"
    CLOSED_POLICE_OUTCOME = "CLOSED_POLICE_OUTCOME"
    CLOSED_WITHDRAWN = "CLOSED_WITHDRAWN"
    CLOSED_DUPLICATE = "CLOSED_DUPLICATE"
    NUMBER = "NUMBER"
    HOURS = "HOURS"
    HEADCOUNT = "HEADCOUNT"
    ASKED = "ASKED"
    ANSWERED = "ANSWERED"
    REFUSED = "REFUSED"
    LATE = "LATE"
    BEGUN = "BEGUN"
    REPORTED = "REPORTED"
    JUSTIFIED = "JUSTIFIED"
    LAPSED = "LAPSED"
    PLANNED = "PLANNED"
    SPENT = "SPENT"
    RECEIVED = "RECEIVED"
    CLOSED = "CLOSED"


OUTCOMES: tuple[Line, ...] = tuple(Line)[:10]
"""Outcomes of cases and complaints in the order of display. Outcomes that protect people come first."""


class Rows(StrEnum):
    """Source of a table's rows if the rows come from the register's data instead of a vocabulary."""

    AGENCY = "AGENCY"
    AREA = "AREA"
    PROVISION = "PROVISION"
    CLAUSE = "CLAUSE"


class Unit(StrEnum):
    """Unit of the numbers in a table."""

    THINGS = "THINGS"
    TIME = "TIME"
    """A count of steps and the total of their hours. The mean duration is hours divided by count."""
    MONEY = "MONEY"
    """Amount of money in thousand đồng."""


Words = tuple[StrEnum, ...]


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Layout of a table in a report: its appendix, its rows and columns, and their sums.

    `across`: the columns of a row add up to a total. `down`: the rows of a column add up to a total. `small`: a small
    count could identify one person, so a public edition masks it. `other_row` and
    `other_column` add a row or a column for cases without a value.
    """

    appendix: str
    clause: str
    rows: Rows | Words
    columns: Words
    across: bool = True
    down: bool = True
    small: bool = True
    other_row: bool = False
    other_column: bool = False
    unit: Unit = Unit.THINGS


_TIME = (Line.NUMBER, Line.HOURS)
_ONE = (Line.NUMBER,)
_ASKED = (Line.ASKED, Line.ANSWERED, Line.LATE)
_SENT_ON = tuple(TakedownStatus)[2:]
_RULED = tuple(state for state in RedressState if state not in (RedressState.ACCEPTED, RedressState.FINAL))


def _become(asks: TakedownAsk) -> Words:
    return (*TAKEDOWN_OUTCOMES[asks], TakedownOutcome.UNKNOWN)


LAYOUTS: Mapping[Table, Layout] = {
    Table.OVERVIEW: Layout(appendix="II", clause="Đ2.2", rows=OUTCOMES, columns=tuple(Category), other_column=True),
    Table.RECEIVED: Layout(appendix="PL I", clause="Đ3.1", rows=Rows.AGENCY, columns=tuple(Channel), other_column=True),
    Table.RECEIVED_AREA: Layout(
        appendix="PL I", clause="Đ3.1", rows=Rows.AREA, columns=tuple(Category), other_row=True, other_column=True
    ),
    Table.TOLD_LATE: Layout(appendix="PL I", clause="Đ3.1", rows=Rows.AGENCY, columns=(Line.LATE,)),
    Table.FINDINGS: Layout(
        appendix="PL II", clause="Đ4.3", rows=tuple(Category), columns=tuple(Finding), other_row=True
    ),
    Table.VERIFICATIONS: Layout(appendix="PL II", clause="Đ4.3", rows=Rows.AGENCY, columns=tuple(VerificationResult)),
    Table.EXPRESSION: Layout(
        appendix="PL II", clause="Đ2.2", rows=tuple(ExpressionKind), columns=tuple(ExpressionConclusion)
    ),
    Table.ROUNDS: Layout(appendix="PL III", clause="Đ3.2", rows=tuple(RoundMethod), columns=tuple(RoundOutcome)),
    Table.OPINIONS: Layout(appendix="PL III", clause="Đ3.2", rows=Rows.AGENCY, columns=tuple(Position)),
    Table.ROUND_TIME: Layout(
        appendix="PL III", clause="Đ3.2", rows=tuple(RoundMethod), columns=_TIME, across=False, unit=Unit.TIME
    ),
    Table.REQUESTS: Layout(appendix="PL III", clause="Đ5.4.b", rows=Rows.AGENCY, columns=_ASKED, across=False),
    Table.REFERRALS: Layout(appendix="PL III", clause="Đ5.5.b", rows=Rows.AGENCY, columns=tuple(ReferralOutcome)),
    Table.DECISIONS: Layout(appendix="PL IV", clause="Đ4.4", rows=Rows.PROVISION, columns=tuple(Measure), down=False),
    Table.MEASURES: Layout(appendix="PL IV", clause="Đ4.4", rows=Rows.AGENCY, columns=tuple(Measure)),
    Table.OWN_MEASURES: Layout(
        appendix="PL IV",
        clause="Đ3.1",
        rows=tuple(OwnMeasureKind),
        columns=(Line.NUMBER, Line.JUSTIFIED, Line.LAPSED),
        across=False,
    ),
    Table.EXECUTION: Layout(
        appendix="PL IV", clause="Đ6.1", rows=Rows.AGENCY, columns=(Line.BEGUN, Line.REPORTED), across=False
    ),
    Table.REMEDIES: Layout(appendix="II", clause="Đ5.7.b", rows=Rows.AGENCY, columns=_ONE),
    Table.CLOSING_TIME: Layout(
        appendix="II", clause="Đ2.2", rows=tuple(ClosureReason), columns=_TIME, across=False, unit=Unit.TIME
    ),
    Table.MONTHS: Layout(
        appendix="II",
        clause="NĐ 09/2019/NĐ-CP, Điều 12",
        rows=tuple(Month),
        columns=(Line.RECEIVED, Line.CLOSED),
        across=False,
    ),
    Table.TAKEDOWNS: Layout(appendix="PL V", clause="Đ5.1.g", rows=_SENT_ON, columns=_ONE, down=False),
    Table.TAKEDOWN_OUTCOMES: Layout(appendix="PL V", clause="Đ5.1.g", rows=_become(TakedownAsk.REMOVAL), columns=_ONE),
    Table.LABELS: Layout(appendix="PL V", clause="Đ5.1.g", rows=_SENT_ON, columns=_ONE, down=False),
    Table.LABEL_OUTCOMES: Layout(appendix="PL V", clause="Đ5.1.g", rows=_become(TakedownAsk.LABEL), columns=_ONE),
    Table.RESTORATIONS: Layout(
        appendix="PL V", clause="Đ2.2", rows=tuple(RestorationStatus)[1:], columns=_ONE, down=False
    ),
    Table.TRANSFERS: Layout(appendix="PL VI", clause="Đ3.4", rows=tuple(TransferStatus), columns=_ONE, down=False),
    Table.NOTICES: Layout(
        appendix="PL VII", clause="Đ4.5", rows=tuple(NoticeForm), columns=tuple(PublicChange), across=False
    ),
    Table.EXCHANGES: Layout(
        appendix="PL VII",
        clause="Đ5.7.đ",
        rows=tuple(QuestionKind),
        columns=(Line.ASKED, Line.ANSWERED, Line.REFUSED, Line.LATE),
        across=False,
    ),
    Table.ANSWER_TIME: Layout(
        appendix="PL VII", clause="Đ5.7.đ", rows=tuple(QuestionKind), columns=_TIME, across=False, unit=Unit.TIME
    ),
    Table.TRAININGS: Layout(
        appendix="PL VIII",
        clause="Đ5.7.c",
        rows=Rows.AGENCY,
        columns=(Line.NUMBER, Line.HEADCOUNT),
        across=False,
        small=False,
    ),
    Table.AWARENESS: Layout(
        appendix="PL VIII",
        clause="Đ5.7.a",
        rows=Rows.AGENCY,
        columns=(Line.NUMBER, Line.HEADCOUNT),
        across=False,
        small=False,
    ),
    Table.DISCIPLINE: Layout(appendix="PL VIII", clause="Đ5.7.a", rows=Rows.AGENCY, columns=_ONE),
    Table.COMPLAINTS: Layout(appendix="PL IX", clause="Luật Khiếu nại", rows=Rows.AGENCY, columns=_RULED, across=False),
    Table.REOPENINGS: Layout(appendix="PL IX", clause="Đ2.2", rows=tuple(ReopeningGround), columns=_ONE),
    Table.DIRECTIVES: Layout(
        appendix="I", clause="Đ5.1.h", rows=Rows.AGENCY, columns=_ASKED, across=False, small=False
    ),
    Table.GUIDANCE: Layout(
        appendix="I",
        clause="Đ5.1",
        rows=(ActivityType.TASK_FORCE, ActivityType.GUIDANCE),
        columns=_ONE,
        down=False,
        small=False,
    ),
    Table.COMMENDATIONS: Layout(appendix="IV", clause="Đ7.1", rows=tuple(Merit), columns=tuple(Commended)),
    Table.BREACHES: Layout(appendix="IV", clause="Đ7.2", rows=Rows.AGENCY, columns=tuple(BreachKind)),
    Table.INSPECTIONS: Layout(
        appendix="IV",
        clause="Đ2.2",
        rows=Rows.AGENCY,
        columns=(*InspectionKind, Line.ANSWERED, Line.LATE),
        across=False,
    ),
    Table.BUDGET: Layout(
        appendix="PL XI",
        clause="Đ8.2",
        rows=Rows.AGENCY,
        columns=(Line.PLANNED, Line.SPENT),
        across=False,
        small=False,
        unit=Unit.MONEY,
    ),
    Table.DIFFICULTIES: Layout(
        appendix="PL XII", clause="Đ8.2", rows=Rows.CLAUSE, columns=tuple(DifficultyState), across=False, small=False
    ),
}
