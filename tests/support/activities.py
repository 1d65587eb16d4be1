"""A valid activity of each type, and the agency that records it here."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from domain.activity.inspections import RecordBreach
from domain.activity.recorded import (
    IssueGuidance,
    ProposeCommendation,
    RecordAwareness,
    RecordBudgetLine,
    RecordDiscipline,
    RecordTraining,
    SetUpTaskForce,
    UpdateBudgetLine,
)
from domain.activity.state.activity import Activity, ActivityType, Audience, BreachKind, Commended, Merit
from domain.kernel.vocabulary import AgencyKind, Post
from tests.support.facts import HEALTH, LAND, POLICE, attempt, facts, person
from tests.support.world import LEAD

PPC, DISTRICT, COMMUNE = "agency-ppc", "agency-district", "agency-commune"
PARTY, INTERNAL, JOURNALISTS, PAPER = "agency-party", "agency-internal", "agency-journalists", "agency-paper"
INSPECTION = "agency-inspection"
LONG = "Nội dung được ghi rõ ràng bằng văn bản."
TODAY, TOMORROW = date(2026, 7, 1), date(2026, 7, 2)
HANDLER, SIGNATORY = (Post.HANDLER,), (Post.SIGNATORY,)
REPORTING = {LEAD, HEALTH, LAND, POLICE, DISTRICT, COMMUNE, PARTY, INTERNAL, JOURNALISTS, PAPER}

TRAINING = RecordTraining(
    topic="Nhận diện tin sai sự thật",
    held_on=TODAY,
    audience=Audience.OFFICIALS,
    headcount=40,
    co_organiser=DISTRICT,
    materials="Tài liệu số 4",
)
AWARENESS = RecordAwareness(subject="Quy tắc sử dụng mạng xã hội", held_on=TODAY, branches=3, headcount=60)
DISCIPLINE = RecordDiscipline(number=2, taken_on=TODAY, document_number="7/QĐ")
COMMENDATION = ProposeCommendation(
    commended=Commended.ORGANISATION, merit=Merit.PROBLEM_REMEDIED, document_number="9/TTr", organisation=COMMUNE
)
BREACH = RecordBreach(
    agency=LAND,
    kind=BreachKind.LATE_REPORT,
    noted_on=TODAY,
    facts="Báo cáo chậm 20 ngày làm việc.",
    measure="Nhắc nhở.",
)
BUDGET = RecordBudgetLine(year=2026, purpose="Tổ chức tập huấn", planned=50_000, spent=1_000)
TASK_FORCE = SetUpTaskForce(document_number="15/QĐ", head=LEAD, members=(HEALTH, POLICE), since=TODAY)
GUIDANCE = IssueGuidance(
    title="Cung cấp thông tin cho báo chí",
    text=LONG,
    document_number="20/HD",
    addressees=(AgencyKind.DEPARTMENT, AgencyKind.COMMUNE),
)
SPEND = UpdateBudgetLine(spent=2_500)


@dataclass(frozen=True)
class Row:
    """An activity's command, the posts in which it is recorded, and the recording agency."""

    command: Any
    type: ActivityType
    posts: tuple[Post, ...]
    by: str

    def state(self) -> Activity:
        return recorded(self.command, self.by, self.posts[0])


def recorded(command: Any, agency: str, post: Post = Post.HANDLER) -> Activity:
    made: Activity = attempt(None, command, facts(person(agency, post), command))
    return made


TABLE = (
    Row(TRAINING, ActivityType.TRAINING, HANDLER, HEALTH),
    Row(AWARENESS, ActivityType.AWARENESS, HANDLER, JOURNALISTS),
    Row(DISCIPLINE, ActivityType.DISCIPLINE, SIGNATORY, HEALTH),
    Row(COMMENDATION, ActivityType.COMMENDATION, HANDLER, HEALTH),
    Row(BREACH, ActivityType.BREACH, SIGNATORY, PPC),
    Row(BUDGET, ActivityType.BUDGET, HANDLER, HEALTH),
    Row(TASK_FORCE, ActivityType.TASK_FORCE, SIGNATORY, PPC),
    Row(GUIDANCE, ActivityType.GUIDANCE, SIGNATORY, LEAD),
)
NAMED = pytest.mark.parametrize("row", TABLE, ids=lambda row: row.type.value)
