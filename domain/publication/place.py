"""Place of a notice: an official page of the agency whose notice it is, and nowhere else (Đ3.1, Đ4.5)."""

from typing import Annotated

from domain.kernel.calendar import local_date
from domain.kernel.fields import Address
from domain.kernel.impersonal import Exempt
from domain.kernel.refusals import Problem, Refused, RuleNotMet, invalid
from domain.publication.state import NoticeForm, Publication
from domain.rules.facts import Facts

PageIn = Annotated[
    str | None,
    Address(
        doc="Official page of the agency on which the notice appears; on its own site also what lies under it. Left "
        "out, it is the page of before or, for PORTAL, the only official page of the agency.",
        sealed=False,
        exempt=Exempt.ACCOUNT,
    ),
]


def page_of(asked: str | None, before: str | None, form: NoticeForm, agency: str, facts: Facts) -> str | None:
    """The page on which a notice appears. Raises Refused for one that is not official today. Raises it too for a notice
    on the portal of an agency that has no official page, or several."""
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
    """The page on which the notice is to appear is an official page of the agency today (Đ3.1)."""
    page = notice.correction.page if notice.correction else notice.page
    official = page is None or facts.registry.official(page, facts.heir(notice.agency), local_date(facts.now))
    return None if official else RuleNotMet(code="page-not-official")
