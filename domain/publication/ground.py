"""Grounds of a notice as read in the current transaction, and the official page on which the notice appears."""

from typing import Annotated, Any

from domain.case.state.case import Case
from domain.complaint.state import Redress
from domain.kernel.calendar import local_date
from domain.kernel.fields import Address
from domain.kernel.refusals import Guard, Problem, Refused, RuleNotMet, invalid, unguarded
from domain.kernel.wording import Exempt
from domain.publication.publishable import publishable, publishable_result
from domain.publication.state import CaseResult, NoticeForm, Publication
from domain.rules.facts import Facts
from domain.rules.guards import actor_among, refuse_for, required

PageIn = Annotated[
    str | None,
    Address(
        doc=(
            "Official page of the agency on which the notice appears. On the agency's own site, an address below "
            "that page is accepted too. The default is the page of the earlier text or, for PORTAL, the only "
            "official page of the agency."
        ),
        sealed=False,
        exempt=Exempt.ACCOUNT,
    ),
]


def page_of(asked: str | None, before: str | None, form: NoticeForm, agency: str, facts: Facts) -> str | None:
    """Return the page on which a notice appears.

    Raises Refused if the page is not official today. Also raises Refused for a portal notice without a page, unless the
    agency has exactly one official page.
    """
    day, own = local_date(facts.now), facts.heir(agency)
    if asked is not None and not facts.registry.official(asked, own, day):
        raise Refused(invalid("page", "page-not-official"))
    if asked or (before and facts.registry.official(before, own, day)):
        return asked or before
    if form is not NoticeForm.PORTAL:
        return None
    pages = {page.address for page in facts.registry.pages_of(own, day) if page.span.covers(day)}
    if not pages:
        raise Refused(invalid("page", "no-official-page"))
    if len(pages) > 1:
        raise Refused(invalid("page", "page-needed"))
    return pages.pop()


def on_official_page(notice: Publication, facts: Facts) -> Problem | None:
    """The page on which the notice will appear is an official page of the agency today (Đ3.1)."""
    page = notice.correction.page if notice.correction else notice.page
    official = page is None or facts.registry.official(page, facts.heir(notice.agency), local_date(facts.now))
    return None if official else RuleNotMet(code="page-not-official")


def case_of(id: str, facts: Facts) -> Case:
    found: Any = facts.linked[id]
    assert isinstance(found, Case)
    return found


def redress_of(id: str | None, case: str, facts: Facts) -> Redress | None:
    """Return the complaint that is the ground of the notice. Raises Refused if the complaint is not about the case."""
    if id is None:
        return None
    found = facts.linked[id]
    if not isinstance(found, Redress) or found.case != case:
        raise Refused(invalid("redress", "redress-unknown"))
    return found


def not_recused_from(case: Case, facts: Facts) -> Problem | None:
    """Refuse an actor who is recused from the case, and so may not publish about it either (G5)."""
    stays_out = actor_among(case.recused, facts)
    return unguarded(Guard.G5_TWO_PERSONS, "recused") if stays_out else None


def not_recused(notice: Publication, facts: Facts) -> Problem | None:
    """The actor is not recused from the case of the notice (G5)."""
    return not_recused_from(case_of(notice.case, facts), facts)


def result_to_tell(case: Case, redress: Redress | None, agency: str, facts: Facts) -> CaseResult:
    """Return today's result for a notice. Raises Refused without a result, or if the agency or the actor may not
    publish the result."""
    refuse_for(publishable(case, agency, facts, redress) or not_recused_from(case, facts))
    return required(publishable_result(case, redress, facts.registry))


def own_result(notice: Publication, facts: Facts) -> CaseResult | None:
    """Return the current result of a notice's ground, whoever may publish it; None without a result."""
    case, redress = case_of(notice.case, facts), redress_of(notice.ground, notice.case, facts)
    return publishable_result(case, redress, facts.registry)


def ground_to_tell(notice: Publication, facts: Facts) -> Problem | None:
    """The case, or the complaint, has a result today that the agency may publish (G6)."""
    case, redress = case_of(notice.case, facts), redress_of(notice.ground, notice.case, facts)
    return publishable(case, notice.agency, facts, redress)


def told_now(notice: Publication, facts: Facts) -> CaseResult:
    """Return today's result for the notice. The guards have checked that a result exists."""
    return required(own_result(notice, facts))


def findings_answered(notice: Publication, facts: Facts) -> Problem | None:
    """Every finding of the masking check is confirmed (G6)."""
    return None if notice.open_wording.masked else unguarded(Guard.G6_PUBLICATION, "masking-open")


def result_unchanged(notice: Publication, facts: Facts) -> Problem | None:
    """The notice reports the current result of the case, or of the complaint (G6)."""
    same = notice.result.same(own_result(notice, facts))
    return None if same else unguarded(Guard.G6_PUBLICATION, "result-changed")


TELLABLE = (ground_to_tell, not_recused)
FIT_TO_PRINT = (findings_answered, *TELLABLE, result_unchanged, on_official_page)
"""Guards of each step towards publication. A correction reports the result on the day of the correction."""
