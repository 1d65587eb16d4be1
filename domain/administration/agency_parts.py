"""Parts of an agency: its names, competences, successions and official pages (Đ1.2, Đ2.1).

An entry of the operator takes effect at once. An entry of an administrator is stored apart, where no rule reads it. The
entry takes effect when an administrator of an agency that gains nothing by it confirms it.

One administrator enters a page, and an administrator of another agency confirms the page. The public sees which pages
are official. A common page, such as a group or the front page of a network, belongs to no agency.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain
from typing import Annotated, Final, TypeVar

from domain.administration.dated_rows import (
    Reasons,
    RowCommand,
    Since,
    Source,
    Until,
    entry_by,
    only_shortened,
    settled_by_another,
)
from domain.administration.province import PASS_LEAD
from domain.kernel.calendar import start_of
from domain.kernel.event import Follows, Job
from domain.kernel.fields import Address, Place, Ref, Spec
from domain.kernel.refusals import Problem, Refused, RuleNotMet, invalid
from domain.kernel.span import span_of
from domain.kernel.vocabulary import Kind
from domain.kernel.wording import Exempt
from domain.registry.agency import (
    Agency,
    Competence,
    Letterhead,
    Name,
    OfficialPage,
    ProposedPart,
    Succession,
    of_everybody,
    same_or_under,
)
from domain.registry.entry import Certainty, Entry, GivesNothing, named_text, waiting
from domain.registry.registry import Registry
from domain.rules.facts import Facts
from domain.rules.guards import demand, refuse_for, room_for, room_in, some_of

REGROUP = "regroup"
"""Job that passes on the cases of an agency that was succeeded in full."""
PARTS_WAITING_MOST = 30
"""Largest number of pending parts of one agency."""


def on_succession(former: str, row: Succession) -> Iterator[Job]:
    """Yield the jobs of a succession: a full successor takes over the cases, and the lead of each case is checked."""
    if row.takes_over(row.on):
        yield Job(job=REGROUP, data={"former": former, "successor": row.successor}, due=start_of(row.on))
    if row.begun(row.on):
        yield Job(job=PASS_LEAD, data={}, due=start_of(row.on))


def gains(agency: str, part: ProposedPart) -> tuple[str, ...]:
    """Return the agencies that gain a right by a part.

    A succession gives rights to the successor. Any other part gives rights to the agency itself.
    """
    if part.succession:
        return (part.succession.successor,)
    return (agency,) if (part.competence or part.page) and part.until is None else ()


class AgencyPartProposed(Follows[Agency], type="agency.part-proposed"):
    """One person entered a part of an agency. The part takes effect when a second person confirms it."""

    part: ProposedPart

    def fold(self, agency: Agency) -> Agency:
        return replace(agency, proposed=(*agency.proposed, self.part), parts_entered=agency.parts_entered + 1)


def proposed(
    agency: Agency,
    facts: Facts,
    *,
    unsure: bool = False,
    name: Name | None = None,
    competence: Competence | None = None,
    until: date | None = None,
    succession: Succession | None = None,
    letterhead: Letterhead | None = None,
    page: OfficialPage | None = None,
) -> AgencyPartProposed | None:
    """Return the proposal of a part.

    Return None for the operator, whose act needs no second person, unless the part is `unsure`.
    """
    entry = entry_by(facts) or (Entry(at=facts.now) if unsure else None)
    if entry is None:
        return None
    refuse_for(room_in(agency.proposed, PARTS_WAITING_MOST, "too-many-parts-wait"))
    return AgencyPartProposed(
        part=ProposedPart(
            key=f"part-{agency.parts_entered + 1}",
            entry=entry,
            name=name,
            competence=competence,
            until=until,
            succession=succession,
            letterhead=letterhead,
            page=page,
        )
    )


def room_to_wait(agency: Agency, facts: Facts) -> Problem | None:
    """The agency has room for one more pending part, or the operator acts."""
    return room_in(agency.proposed, PARTS_WAITING_MOST, "too-many-parts-wait") if entry_by(facts) else None


class PartCommand(RowCommand[Agency], kind=Kind.AGENCY, requires=(room_to_wait,)):
    """Command on a part of an agency."""


def _others(agency: Agency, key: str) -> tuple[ProposedPart, ...]:
    return tuple(part for part in agency.proposed if part.key != key)


P = TypeVar("P", Competence, OfficialPage)


def ended(rows: Iterable[P], ending: P, until: date) -> tuple[P, ...]:
    """Return the rows, where the given row ends on the day `until`."""
    return tuple(replace(row, span=replace(row.span, until=until)) if row == ending else row for row in rows)


class AgencyPartConfirmed(Follows[Agency], type="agency.part-confirmed"):
    part: ProposedPart
    by: str
    at: datetime

    def fold(self, agency: Agency) -> Agency:
        part, agency = self.part, replace(agency, proposed=_others(agency, self.part.key))
        if part.name:
            return replace(agency, names=(*agency.names, part.name))
        if part.letterhead:
            return replace(agency, letterheads=(*agency.letterheads, part.letterhead))
        if part.succession:
            return replace(agency, successions=(*agency.successions, part.succession))
        if part.page:
            pages = ended(agency.pages, part.page, part.until) if part.until else (*agency.pages, part.page)
            return replace(agency, pages=pages)
        assert part.competence is not None  # a part is one of the five
        if part.until:
            return replace(agency, competences=ended(agency.competences, part.competence, part.until))
        return replace(agency, competences=(*agency.competences, part.competence))

    def jobs(self, agency: Agency) -> Iterator[Job]:
        return on_succession(agency.id, self.part.succession) if self.part.succession else iter(())


class AgencyPartRefused(Follows[Agency], type="agency.part-refused"):
    part: str
    by: str
    at: datetime
    reason: str

    def fold(self, agency: Agency) -> Agency:
        return replace(agency, proposed=_others(agency, self.part))


def waiting_parts(agency: Agency) -> tuple[ProposedPart, ...]:
    """The parts of the agency that wait for a second person."""
    return agency.proposed


def part_waits(agency: Agency, facts: Facts) -> Problem | None:
    """A part of the agency waits for a second person."""
    return None if agency.proposed else RuleNotMet(code="no-part-waits")


def part_of_another(part: ProposedPart, agency: Agency, facts: Facts) -> Problem | None:
    """Another person entered the part, and the actor's agency gains nothing by it (G5)."""
    return settled_by_another(part.entry, gains(agency.id, part), facts)


class SettlingPart(
    RowCommand[Agency], kind=Kind.AGENCY, requires=(part_waits, some_of(waiting_parts, part_of_another))
):
    """Command of the second person, who confirms or refuses a part."""

    part: Annotated[str, Ref(doc="Key of the pending part: `ProposedAgencyPart.key`.", to="proposed")]

    def chosen(self, agency: Agency, facts: Facts) -> ProposedPart:
        """Return the chosen part.

        Raises Refused if the part does not exist, or if the actor may neither confirm nor refuse it.
        """
        part = next((part for part in agency.proposed if part.key == self.part), None)
        if part is None:
            raise Refused(invalid("part", "no-such-part"))
        demand((part_of_another,), part, agency, facts)
        return part


class ConfirmAgencyPart(SettlingPart, signed=True):
    """Confirm a pending part of an agency, or the end of a part, as a second person.

    A part is a name, a letterhead, a page, a competence or a succession.
    """

    def decide(self, agency: Agency, facts: Facts) -> AgencyPartConfirmed:
        return facts.record(AgencyPartConfirmed, self, part=self.chosen(agency, facts))


class RefuseAgencyPart(SettlingPart):
    """Refuse a pending part of an agency, or the end of a part, as a second person.

    A part is a name, a letterhead, a page, a competence or a succession.
    """

    reasons: Reasons

    def decide(self, agency: Agency, facts: Facts) -> AgencyPartRefused:
        part = self.chosen(agency, facts)
        return facts.record(AgencyPartRefused, self, part=part.key, reason=self.reasons)


PAGES_MOST: Final = 50


class OfficialPageNamed(Follows[Agency], type="agency.page-named", appends="pages"):
    page: OfficialPage


class NameOfficialPage(PartCommand, requires=(room_for("pages", PAGES_MOST, "too-many-pages"),)):
    """Enter an official page or channel of an agency. An administrator of another agency confirms it."""

    address: Annotated[
        str,
        Address(
            doc=(
                "Address of the page or channel. Addresses below it belong to the same agency. The register does "
                "not open the address."
            ),
            sealed=False,
            exempt=Exempt.ACCOUNT,
        ),
    ]
    title: Annotated[str, named_text("Title of the page, as it shows it.", exempt=Exempt.BODY_OR_PLACE)]
    since: Since
    source: Source
    until: Until = None

    def decide(self, agency: Agency, facts: Facts) -> OfficialPageNamed | AgencyPartProposed:
        """Enter the page.

        Raises Refused for a common page, such as a group, and for a page that already belongs to an agency.
        """
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
        return replace(agency, pages=ended(agency.pages, self.page, self.until))


def some_page(agency: Agency, facts: Facts) -> Problem | None:
    """The agency has an official page."""
    return None if agency.pages else RuleNotMet(code="no-official-page")


class EndOfficialPage(PartCommand, requires=(some_page,)):
    """Enter the day from which a page of an agency is no longer official. A second administrator confirms it."""

    number: Annotated[
        int, Place(doc="Place of the page in `pages` of the agency's row, counted from 1.", most=PAGES_MOST, to="pages")
    ]
    until: Annotated[date, Spec(doc="First day on which the page is no longer official.")]

    def decide(self, agency: Agency, facts: Facts) -> OfficialPageEnded | AgencyPartProposed:
        """Enter the end of the page.

        Raises Refused for an end later than the recorded end, because nobody confirmed the page for longer.
        """
        if self.number > len(agency.pages):
            raise Refused(invalid("number", "no-such-page"))
        page = agency.pages[self.number - 1]
        only_shortened(page.span, self.until)
        begun = proposed(agency, facts, page=page, until=self.until)
        return begun or OfficialPageEnded(page=page, until=self.until)


@dataclass(frozen=True, kw_only=True)
class Unconfirmed:
    """Unconfirmed row, or part of a row. `gives` lists the agencies that gain a right by it and therefore may not
    confirm it."""

    stream: str
    entry: Entry | None
    gives: tuple[str, ...] = ()


def unconfirmed(registry: Registry) -> Iterator[Unconfirmed]:
    """Yield the pending rows, and the pending parts and corrections of confirmed rows."""
    above = [rows for type, rows in registry.others.items() if issubclass(type, GivesNothing)]
    kinds = (registry.agencies, registry.leads, registry.areas, registry.holidays, *above)
    for row in chain.from_iterable(waiting(rows.values()) for rows in kinds):
        yield Unconfirmed(stream=row.id, entry=row.entry, gives=row.gives)
    yield from _parts(registry)
    for row in chain.from_iterable(rows.values() for rows in (registry.holidays, *above)):
        if row.changing:
            yield Unconfirmed(stream=row.id, entry=row.changing)


def _parts(registry: Registry) -> Iterator[Unconfirmed]:
    for agency in registry.agencies.values():
        for part in agency.proposed:
            yield Unconfirmed(stream=agency.id, entry=part.entry, gives=gains(agency.id, part))
        for row in agency.successions:
            if row.certainty is Certainty.UNCONFIRMED:
                yield Unconfirmed(stream=agency.id, entry=None, gives=(row.successor,))
