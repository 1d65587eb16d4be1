"""Cases with a result, and notices about them, through the store."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import uuid4

from domain.administration.officers import AppointOfficer
from domain.case.closing import CloseCase, ReopenCase
from domain.case.execution import ReportResult, StartExecution
from domain.case.state.case import CaseState, ClosureReason, PublicationChoice
from domain.case.state.measures import Service
from domain.kernel.actor import OPERATOR, Caller
from domain.kernel.refusals import Refused
from domain.kernel.vocabulary import Kind, Post, kind_of
from domain.kernel.wording import Harmless
from domain.press_question.questions import Mandate, NameSpokesperson
from domain.publication.corrections import DraftCorrection, IssueCorrection, RetractPublication
from domain.publication.drafting import CheckPublication, ConfirmFinding, DraftPublication
from domain.publication.publishing import ApprovePublication, IssuePublication
from domain.publication.state import NoticeForm, RetractionGround
from store.store import Store
from store.write.command_ids import Outcome
from tests.support.clock import TestClock
from tests.support.complaints import act
from tests.support.decided import HANDLER, HEALTH, SIGNATORY, a_ground, to_a_decision
from tests.support.handling_commands import good
from tests.support.record import head_of
from tests.support.world import LEAD, caller, checking, officer

SPEAKER = caller(LEAD, Post.SPOKESPERSON)


@dataclass
class Life:
    """Stream, with commands always sent on its newest version."""

    store: Store
    id: str

    @property
    def kind(self) -> Kind:
        found = kind_of(self.id)
        assert found is not None
        return found

    async def head(self) -> dict[str, Any]:
        found = await head_of(self.store.connection, self.id)
        return found

    async def act(self, who: Caller, command: Any) -> Outcome:
        return await act(self.store, who, command, self.id)


SPEAKS: dict[str, Any] = {
    **{"officer": officer(LEAD, Post.SPOKESPERSON), "mandate": Mandate.APPOINTED, "since": date(2021, 7, 4)},
    **{"name": "Nguyễn Văn Mẫu", "office": "Phó Giám đốc", "document_number": "7/QĐ"},
    **{"phone": "0206 000 0000", "email": "phatngon@mau.example"},
}
"""Fields of the command that names the lead agency's spokesperson."""


async def a_spokesperson(store: Store, **changes: Any) -> Life:
    """Have the lead agency's signatory appoint its spokesperson."""
    made = await store.execute(SIGNATORY, NameSpokesperson(**(SPEAKS | changes)), command_id=uuid4())
    return Life(store, made.stream)


async def decided(store: Store, clock: TestClock) -> Life:
    """Return a case that was found false and decided."""
    made = await checking(store, url=f"https://tin.example/{uuid4().hex}")
    return await decide(Life(store, made.stream), await a_ground(store), clock)


async def decide(life: Life, ground: str, clock: TestClock) -> Life:
    for who, command in to_a_decision(ground, clock.now.date()):
        await life.act(who, command)
    return life


async def reported_on(life: Life, clock: TestClock) -> None:
    await served(life)
    await life.act(HEALTH, good(ReportResult, done_on=clock.now.date()))


async def served(life: Life) -> None:
    """Serve the decision on the site, unless it was served before."""
    head = await life.head()
    if head["state"] == CaseState.DECIDED:
        on = date.fromisoformat(head["decisions"][-1]["decided_on"])
        told = {"service": Service.PUBLISHER_NOTIFIED, "served_on": on}
        await life.act(HANDLER, good(StartExecution, agency="agency-health", **told))


def closing(reason: ClosureReason, publication: PublicationChoice | None = PublicationChoice.PUBLISH) -> Any:
    return good(CloseCase, ground=reason, publication=publication)


SECOND = replace(SIGNATORY, subject="agency-lead.second@example.invalid")
"""Second signatory: whoever decided a case may not reopen it."""


async def reopen(case: Life) -> None:
    appointed = AppointOfficer(
        subject=SECOND.subject, agency=LEAD, posts=(Post.SIGNATORY,), since=date(2021, 7, 4), appointment="QĐ 2"
    )
    with suppress(Refused):  # an earlier case appointed the spokesperson
        await case.store.execute(OPERATOR, appointed, command_id=uuid4(), target="officer-lead-second")
    await case.act(SECOND, good(ReopenCase, ground="NEW_EVIDENCE"))


WORDS = {
    "title": "Trạm y tế xã không đóng cửa",
    "claim": "Trạm y tế xã sẽ đóng cửa vào tuần tới.",
    "text": "Sở Y tế đã kiểm tra: trạm y tế xã vẫn mở cửa như thường lệ.",
}


def a_draft(case: str, **changes: Any) -> DraftPublication:
    """Return a valid draft that names nobody."""
    fields: dict[str, Any] = {
        "case": case,
        "form": NoticeForm.PORTAL,
        "redress_notice": "Có thể khiếu nại đến cơ quan chủ trì trong 90 ngày.",
        **WORDS,
    }
    return DraftPublication(**(fields | changes))


async def drafted(case: Life, **changes: Any) -> Life:
    made = await case.store.execute(HANDLER, a_draft(case.id, **changes), command_id=uuid4())
    return Life(case.store, made.stream)


async def confirm_all(notice: Life) -> None:
    head = await notice.head()
    wording = head["correction"]["wording"] if head["correction"] else head["wording"]
    for finding in wording["findings"]:
        await notice.act(HANDLER, ConfirmFinding(finding=finding["key"], harmless=Harmless.NOT_A_PERSON))


async def approved(case: Life, **approval: Any) -> Life:
    await served(case)
    notice = await drafted(case)
    await notice.act(HANDLER, CheckPublication())
    await notice.act(SPEAKER, ApprovePublication(**approval))
    return notice


async def issued(case: Life) -> Life:
    notice = await approved(case)
    await notice.act(SPEAKER, IssuePublication())
    return notice


async def a_notice(store: Store, clock: TestClock) -> Life:
    """Return a notice before the public, about a new case."""
    await a_spokesperson(store)
    return await issued(await decided(store, clock))


async def correct(notice: Life, **changes: Any) -> None:
    fields = {
        **WORDS,
        "text": "Đính chính: trạm y tế xã mở cửa cả thứ bảy.",
        "reasons": "Bản trước thiếu ngày làm việc.",
    }
    await notice.act(HANDLER, DraftCorrection(**(fields | changes)))
    await confirm_all(notice)
    await notice.act(SPEAKER, IssueCorrection())


async def retract(notice: Life, ground: RetractionGround = RetractionGround.WRONG) -> None:
    await notice.act(SPEAKER, RetractPublication(ground=ground, reasons="Nội dung thông báo không còn đúng."))
