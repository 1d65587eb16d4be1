"""Invent a small province of agencies and officers, for tests."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from domain.administration.agencies import GrantCompetence, NameAgency, RegisterAgency
from domain.administration.agency_parts import NameOfficialPage
from domain.administration.grants import EnterGrant
from domain.administration.officers import AppointOfficer
from domain.administration.province import AssignLead, DefineArea
from domain.case.checks import RecordCheck, StartChecking
from domain.case.intake import ReportCase, ScreenCase
from domain.case.state.case import Category, Channel, CheckMethod, CheckOutcome, Medium
from domain.kernel.actor import OPERATOR, Caller
from domain.kernel.policy import Scope, ceiling
from domain.kernel.vocabulary import AgencyKind, Post, role_of
from domain.registry.agency import AreaLevel, Task
from store.store import Store
from store.write.command_ids import Outcome

SINCE = date(2021, 7, 4)
KINDS = {
    "agency-lead": AgencyKind.DEPARTMENT,
    "agency-ppc": AgencyKind.PPC,
    "agency-health": AgencyKind.DEPARTMENT,
    "agency-land": AgencyKind.DEPARTMENT,
    "agency-police": AgencyKind.POLICE,
    "agency-party": AgencyKind.PARTY_PROPAGANDA,
    "agency-internal": AgencyKind.PARTY_INTERNAL_AFFAIRS,
    "agency-journalists": AgencyKind.JOURNALISTS,
    "agency-paper": AgencyKind.PRESS,
    "agency-district": AgencyKind.DISTRICT,
    "agency-commune": AgencyKind.COMMUNE,
    "agency-inspection": AgencyKind.INSPECTORATE,
    "agency-ministry": AgencyKind.MINISTRY,
}
VERIFIERS = ("agency-lead", "agency-health", "agency-land", "agency-district", "agency-commune", "agency-police")
DECIDERS = ("agency-lead",)
LEAD = "agency-lead"
PAGES = {"agency-lead": "https://chu-tri.example", "agency-health": "https://so-y-te.example"}
"""Official pages of two agencies."""
APPOINTED = tuple(post for post in Post if post is not Post.DATA_PROTECTION_OFFICER)
"""Posts held in each agency. Where there is a data protection officer, nobody else answers requests about data; tests
that need one appoint one."""


def subject(agency: str, post: Post) -> str:
    """Return the subject of an officer's token."""
    return f"{agency}.{post.lower()}@example.invalid"


def officer(agency: str, post: Post) -> str:
    return f"officer-{agency.removeprefix('agency-')}-{post.lower()}"


def caller(agency: str, post: Post = Post.HANDLER, *, without: Iterable[str] = ()) -> Caller:
    """Return an officer as a caller, with every scope that the agency may have, minus some."""
    role = role_of(KINDS[agency], is_lead=agency == LEAD)
    scopes = {str(scope) for scope in ceiling(role)} if role else set()
    return Caller(
        subject=subject(agency, post),
        client="tests",
        agency=agency,
        scopes=frozenset(scopes - set(without)),
        person=True,
    )


def machine(agency: str) -> Caller:
    """Return an agency's program as a caller, by client credentials."""
    one = caller(agency)
    return Caller(subject="machine", client="machine", agency=agency, scopes=one.scopes, person=False)


async def build(store: Store) -> None:
    await _do(store, "area-north", DefineArea(name="Miền Bắc", level=AreaLevel.DISTRICT, since=SINCE, source="test"))
    for agency, kind in KINDS.items():
        await _do(store, agency, RegisterAgency(kind=kind, since=SINCE, source="test"))
        named = NameAgency(name=f"Cơ quan {agency}", short=agency[7:].upper(), since=SINCE, source="test")
        await _do(store, agency, named, version=1)
        if agency in VERIFIERS:
            granted = GrantCompetence(task=Task.VERIFY, since=SINCE, source="test")
            await _do(store, agency, granted, version=2)
        if agency in DECIDERS:
            deciding = GrantCompetence(task=Task.DECIDE, since=SINCE, source="test")
            await _do(store, agency, deciding, version=3)
        if kind is AgencyKind.MINISTRY:
            for version, task in enumerate((Task.ORDER_REMOVAL, Task.ORDER_LABEL), start=2):
                await _do(store, agency, GrantCompetence(task=task, since=SINCE, source="test"), version=version)
        if agency in PAGES:
            page = NameOfficialPage(address=PAGES[agency], title="Trang thử", since=SINCE, source="test")
            await _do(store, agency, page, version=4 if agency in DECIDERS else 3)
        for post in APPOINTED:
            appointed = AppointOfficer(
                subject=subject(agency, post), agency=agency, posts=(post,), since=SINCE, appointment="QĐ 1"
            )
            await _do(store, officer(agency, post), appointed)
    await _do(store, "lead-2021", AssignLead(agency=LEAD, since=SINCE, source="test"))
    for agency in KINDS:
        if scopes := tuple(map(Scope, sorted(caller(agency).scopes))):
            entered = EnterGrant(agency=agency, scopes=scopes, source="test")
            await _do(store, f"grant-{agency.removeprefix('agency-')}", entered)


async def _do(store: Store, target: str, command: Any, version: int | None = None) -> None:
    command_id = uuid5(NAMESPACE_URL, f"{target}/{type(command).__name__}/{version}")
    await store.execute(OPERATOR, command, command_id=command_id, target=target, expected=version)


def a_report(**changes: Any) -> ReportCase:
    fields: dict[str, Any] = {
        "claim": "Tin đồn rằng trạm y tế xã đóng cửa vào tuần tới.",
        "channel": Channel.E_DOCUMENT,
        "detected_at": datetime(2026, 6, 30, 3, 0, tzinfo=UTC),
        "free_of_secrets": True,
        "medium": Medium.SOCIAL_NETWORK,
        "url": "https://tin.example/bai-1",
    }
    return ReportCase(**(fields | changes))


def a_screening(**changes: Any) -> ScreenCase:
    fields: dict[str, Any] = {"category": Category.HEALTH, "assigned": "agency-health"}
    return ScreenCase(**(fields | changes))


def a_check(**changes: Any) -> RecordCheck:
    fields: dict[str, Any] = {
        "method": CheckMethod.OWN_RECORDS,
        "outcome": CheckOutcome.AS_REPORTED,
        "summary": "Bài đăng còn đó, nội dung như đã báo.",
    }
    return RecordCheck(**(fields | changes))


async def reported(store: Store, **changes: Any) -> Outcome:
    """Report a case as the land department."""
    return await store.execute(caller("agency-land"), a_report(**changes), command_id=uuid4())


async def checking(store: Store, **changes: Any) -> Outcome:
    """Return the outcome of a case whose check the health department just began."""
    made = await reported(store, **changes)
    lead, health = caller(LEAD), caller("agency-health")
    made = await store.execute(lead, a_screening(), command_id=uuid4(), target=made.stream, expected=made.version)
    start = StartChecking(focal=officer("agency-health", Post.HANDLER))
    return await store.execute(health, start, command_id=uuid4(), target=made.stream, expected=made.version)


def an_id() -> UUID:
    return uuid4()
