"""The official pages and channels of an agency, as dated data: where it may act on its own (Đ3.1), and where it speaks.

One administrator names a page, and an administrator of another agency confirms it. The public sees which pages are
official. A page of everybody, such as a group or the front page of a network, is nobody's.
"""

from dataclasses import replace
from datetime import date
from typing import Annotated, Final

from domain.administration.agency_parts import AgencyPartProposed, PartCommand, proposed, with_page_ended
from domain.administration.confirming import only_shortened
from domain.administration.dated_rows import Since, Source, Until
from domain.kernel.event import Follows
from domain.kernel.fields import Address, Place, Spec
from domain.kernel.impersonal import Exempt
from domain.kernel.refusals import Problem, Refused, RuleNotMet, invalid
from domain.kernel.span import span_of
from domain.registry.agency import Agency
from domain.registry.official_page import OfficialPage, of_everybody, same_or_under
from domain.registry.texts import named_text
from domain.rules.facts import Facts
from domain.rules.requirement import room_for

PAGES_MOST: Final = 50


class OfficialPageNamed(Follows[Agency], type="agency.page-named", appends="pages"):
    page: OfficialPage


class NameOfficialPage(PartCommand, requires=(room_for("pages", PAGES_MOST, "too-many-pages"),)):
    """Name an official page or channel of an agency. An administrator of another agency confirms it."""

    address: Annotated[
        str,
        Address(
            doc="Address of the page or channel. What lies under it belongs to it. The register does not open it.",
            sealed=False,
            exempt=Exempt.ACCOUNT,
        ),
    ]
    title: Annotated[str, named_text("Title of the page, as it shows it.", exempt=Exempt.BODY_OR_PLACE)]
    since: Since
    source: Source
    until: Until = None

    def decide(self, agency: Agency, facts: Facts) -> OfficialPageNamed | AgencyPartProposed:
        """Raises Refused for a page of everybody, and for one that is an agency's already."""
        if of_everybody(self.address):
            raise Refused(invalid("address", "page-of-everybody"))
        span = span_of(self.since, self.until)
        for other in facts.registry.agencies.values():
            if any(row.span.meets(span) and same_or_under(self.address, row.address) for row in other.pages):
                raise Refused(invalid("address", "page-named-already"))
        page = facts.record(OfficialPage, self, span=span)
        return proposed(agency, facts, page=page) or OfficialPageNamed(page=page)


class OfficialPageEnded(Follows[Agency], type="agency.page-ended"):
    page: OfficialPage
    until: date

    def fold(self, agency: Agency) -> Agency:
        return replace(agency, pages=with_page_ended(agency.pages, self.page, self.until))


def some_page(agency: Agency, facts: Facts) -> Problem | None:
    """The agency has an official page."""
    return None if agency.pages else RuleNotMet(code="no-official-page")


class EndOfficialPage(PartCommand, requires=(some_page,)):
    """Enter the day from which a page of an agency is no longer official. A second administrator confirms it."""

    number: Annotated[
        int, Place(doc="Place of the page in `pages` of the agency's row, counted from 1.", most=PAGES_MOST, to="pages")
    ]
    until: Annotated[date, Spec(doc="First day on which it is no longer official.")]

    def decide(self, agency: Agency, facts: Facts) -> OfficialPageEnded | AgencyPartProposed:
        """Never prolongs it: that would be a page that nobody confirmed."""
        if self.number > len(agency.pages):
            raise Refused(invalid("number", "no-such-page"))
        page = agency.pages[self.number - 1]
        only_shortened(page.span, self.until)
        begun = proposed(agency, facts, page=page, until=self.until)
        return begun or OfficialPageEnded(page=page, until=self.until)
