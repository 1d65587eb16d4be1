"""One person is no second person to themselves, under whatever appointment the first act was written down (G5)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from domain.administration.clients import ActivateClient, RegisterClient
from domain.administration.officers import ConfirmOfficer, NominateOfficer
from domain.administration.users import ApproveUser, OpenUser, RecoverUser
from domain.case.appraisal import RecordVerification
from domain.case.expression import ReviewExpression
from domain.case.hearing_proofs import RecordLook
from domain.case.protection import ConfirmProtection
from domain.case.state.case import Case, CaseState, ExpressionConclusion
from domain.case.state.pathways import PublicationState
from domain.case.withdrawal import ConfirmWithdrawal, RecordWithdrawal
from domain.complaint.appeal import AppealRedress
from domain.complaint.examination import AcceptRedress, BeginExamination, DecideRedress, RejectRedress
from domain.complaint.state import RedressOutcome, RejectionGround
from domain.erasure.erasures import ApproveErasure, ProposeErasure
from domain.erasure.state import ErasureTarget
from domain.kernel.actor import Actor, holder_of
from domain.kernel.policy import Scope
from domain.kernel.span import Span
from domain.kernel.vocabulary import Post
from domain.kernel.wording import Harmless
from domain.press_question.questions import Mandate, NameSpokesperson
from domain.publication.drafting import CheckPublication
from domain.publication.publishing import ApprovePublication
from domain.registry.accounts import UserState
from domain.registry.agency import Succession
from domain.registry.registry import Registry
from domain.rules.facts import Facts
from tests.domain.case.test_hearing_proofs import SEEN, at_address, item
from tests.domain.harmful import PROTECTING, a_request, harmful
from tests.domain.notices import FINDING, SPEAKER, a_notice, decided, known, words
from tests.domain.redress import LONG, PPC, about, filed, knowing
from tests.support.each import each
from tests.support.facts import HEALTH, LAND, NOW, attempt, facts, person, verdict
from tests.support.handling_commands import good
from tests.support.handling_facts import LATER
from tests.support.handling_facts import knowing as case_facts
from tests.support.handling_past import Cast, Past, a_verification, case_at, case_of, until
from tests.support.world import LEAD, officer

OVER = ErasureTarget(stream="case-1", over=True, redress_runs=False, ended_at=NOW)
FIRST, UNTOUCHED = person(LEAD, Post.SIGNATORY), about(None, "officer-somebody")
Step = tuple[Any, Any, Facts, str]
"""A state, the second person's command, their facts, and the first person's appointment."""


def one(given: Facts, first: str) -> Facts:
    """The same where both appointments are one person's, who is known by the older one: it was entered afterwards."""
    mine, rows = given.actor.subject, given.registry.officers
    older = replace(rows[mine], span=Span(since=rows[first].span.since - timedelta(1)))
    registry = replace(given.registry, officers={**rows, mine: older}, subjects={"one account": (first, mine)})
    return replace(given, registry=registry)


def erasing() -> Step:
    """Approving what one proposed."""
    propose, approve = ProposeErasure(target="case-1", reasons=LONG), ApproveErasure(reasons=LONG)
    asked = attempt(None, propose, knowing(person(LEAD), propose, erasable=OVER))
    return asked, approve, knowing(person(PPC, Post.SIGNATORY), approve, erasable=OVER), person(LEAD).subject


def erasing_twice() -> Step:
    """Approving what one approved before."""
    asked, approve, given, _ = erasing()
    once = attempt(asked, approve, given)
    return once, approve, knowing(person(LEAD, Post.SIGNATORY), approve, erasable=OVER), given.actor.subject


def speaking() -> Step:
    """Approving a notice that one wrote."""
    approve = ApprovePublication()
    return a_notice(PublicationState.CHECKED, wording=words()), approve, known(SPEAKER, approve), words().officer


def answering() -> Step:
    """Approving a notice of which one answered for a finding."""
    answered = replace(FINDING, harmless=Harmless.CONSENT, officer=person(LEAD, Post.SIGNATORY).subject)
    notice, approve = a_notice(PublicationState.CHECKED, wording=words(findings=(answered,))), ApprovePublication()
    return notice, approve, known(SPEAKER, approve), person(LEAD, Post.SIGNATORY).subject


def naming() -> Step:
    """Naming oneself as who speaks."""
    name = NameSpokesperson(
        officer=SPEAKER.subject,
        mandate=Mandate.APPOINTED,
        name="Nguyễn Văn Mẫu",
        office="Phó Giám đốc",
        phone="0206 000 0000",
        email="phatngon@mau.example",
        document_number="7/QĐ",
        since=date(2021, 7, 4),
    )
    return None, name, known(person(LEAD, Post.SIGNATORY), name), SPEAKER.subject


def examining(*steps: Any) -> Step:
    """Taking up at the second level what one answered at the first."""
    appeal, accept, state = AppealRedress(text=LONG), AcceptRedress(), filed()
    for command in steps:
        state = attempt(state, command, knowing(FIRST, command, contested=UNTOUCHED))
    state = attempt(state, appeal, knowing(holder_of("redress-1"), appeal, contested=UNTOUCHED))
    return state, accept, knowing(person(PPC, Post.SIGNATORY), accept, contested=UNTOUCHED), FIRST.subject


def rejected() -> Step:
    """Where one rejected it."""
    return examining(RejectRedress(ground=RejectionGround.NOT_AFFECTED, reasons=LONG))


def dismissed() -> Step:
    """Where one dismissed it."""
    no = RedressOutcome.DISMISSED
    rule = DecideRedress(outcome=no, number="1/QĐ", decided_on=date(2026, 7, 1), reasons=LONG, way_on=LONG)
    return examining(AcceptRedress(), BeginExamination(plan=LONG), rule)


def enrolling(first: Any, second: Any, begun: Any = None) -> Step:
    """Confirming what one asked for."""
    asker, other = person(LAND, Post.ADMIN), person(LAND, Post.SIGNATORY)
    return attempt(begun, first, facts(asker, first)), second, facts(other, second), asker.subject


def nominating() -> Step:
    """Confirming one's own nomination of somebody."""
    nominate = NominateOfficer(
        subject="an@land.example", posts=(Post.HANDLER,), since=date(2021, 7, 4), appointment="1"
    )
    return enrolling(nominate, ConfirmOfficer())


def recovering() -> Step:
    """Approving a recovery that one asked for."""
    begin = OpenUser(subject="an@land.example", code="1" * 64)
    account = replace(attempt(None, begin, facts(person(LAND, Post.ADMIN), begin)), state=UserState.ACTIVE)
    return enrolling(RecoverUser(code="1" * 64), ApproveUser(code="2" * 64), account)


def activating() -> Step:
    """Activating a program that one registered."""
    client = RegisterClient(name="Trang", scopes=(Scope.CASE_REPORT,), redirects=("https://trang.example/ve",))
    return enrolling(client, ActivateClient())


STEPS: tuple[tuple[Callable[[], Step], str], ...] = (
    (erasing, "second-person-needed"),
    (erasing_twice, "second-person-needed"),
    (speaking, "second-person-needed"),
    (answering, "second-person-needed"),
    (naming, "second-person-needed"),
    (rejected, "part-in-case"),
    (dismissed, "part-in-case"),
    (nominating, "second-person-needed"),
    (recovering, "second-person-needed"),
    (activating, "second-person-needed"),
)


@each(("step", "code"), STEPS)
def test_another_appointment_of_the_same_person_is_refused(step: Callable[[], Step], code: str) -> None:
    state, command, given, first = step()
    assert verdict(state, command, given) == "ok", "two persons"
    assert verdict(state, command, one(given, first)) == code


def test_who_is_kept_out_of_a_case_tells_nothing_of_it_under_another_appointment() -> None:
    notice, check, out = a_notice(PublicationState.DRAFT), CheckPublication(), person(LEAD, Post.SIGNATORY).subject
    given = known(person(LEAD), check, decided(recused=(out,)))
    assert verdict(notice, check, given) == "ok"
    assert verdict(notice, check, one(given, out)) == "recused"


CHECKED = case_at(CaseState.CHECKING)


def handled(actor: Actor, command: Any, registry: Registry = PROTECTING) -> Facts:
    return case_facts(actor, command, registry=registry, now=LATER)


def paper_to_confirm() -> Case:
    """A paper that the lead agency recorded."""
    recording: Case = attempt(CHECKED, good(RecordWithdrawal), handled(person(LEAD), good(RecordWithdrawal)))
    return recording


def protected() -> Case:
    """Protected by the health department; a new source was found since."""
    past, since = Past(expression=ExpressionConclusion.PROTECTED), NOW + timedelta(days=1)
    shown = a_verification(Cast(), at=since, new_source=True)
    return case_of(*until(CaseState.CHECKING, Cast(), past), shown)


def asking() -> Case:
    """Somebody asks to be protected, whom no other agency has seen."""
    return harmful(CaseState.CHECKING, requests=(a_request(confirmed=None),))


ALONE = {"source_kind": None, "source_on": None, "source_name": None, "outside_source": None}
APART: tuple[tuple[Case, Any, str, str, str], ...] = (
    (paper_to_confirm(), good(ConfirmWithdrawal), HEALTH, LEAD, "another-agency-needed"),
    (asking(), good(ConfirmProtection), LAND, LEAD, "confirmed-by-another-agency"),
    (protected(), good(ReviewExpression, answer=LONG), LEAD, HEALTH, "protected-by-own-agency"),
    (CHECKED, good(RecordVerification, independent=True, **ALONE), HEALTH, LEAD, "outside-source-needed"),
    (CHECKED, good(RecordVerification, independent=True, **ALONE), HEALTH, LAND, "outside-source-needed"),
    (at_address(item()), good(RecordLook, **SEEN), HEALTH, LEAD, "another-agency-looks"),
)
"""A case, an act of another agency's officer, that agency, the one whose word it is not to be, and the refusal."""


@each(("case", "command", "own", "other", "code"), APART)
def test_another_agency_is_one_of_which_the_person_is_nothing(
    case: Case, command: Any, own: str, other: str, code: str
) -> None:
    """Neither by a second post there nor because the own agency took it over, wholly or in part."""
    actor = person(own)
    assert verdict(case, command, handled(actor, command)) == "ok"
    posts = {"someone": (actor.subject, officer(other, Post.SIGNATORY))}
    assert verdict(case, command, handled(actor, command, replace(PROTECTING, subjects=posts))) == code
    row = PROTECTING.agencies[other]
    for whole in (True, False):
        over = Succession(successor=own, on=row.span.since, whole=whole, source="QĐ 9")
        taken = {**PROTECTING.agencies, other: replace(row, successions=(over,))}
        assert verdict(case, command, handled(actor, command, replace(PROTECTING, agencies=taken))) == code
