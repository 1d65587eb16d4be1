"""Guards that several rooms share."""

from datetime import date

from domain.kernel.span import Span
from domain.kernel.vocabulary import AgencyKind
from domain.registry.entry import Certainty
from domain.rules.guards import active_of_kind
from tests.support.facts import HEALTH, NOW, POLICE, PROVINCE, facts, person, with_agency

ENDED = Span(since=date(2021, 1, 1), until=NOW.date())


def test_agencies_of_a_kind_are_those_that_exist_today() -> None:
    cases = [
        (PROVINCE, AgencyKind.POLICE, {POLICE}),
        (PROVINCE, AgencyKind.DEPARTMENT, {"agency-lead", "agency-health", "agency-land"}),
        (with_agency(HEALTH, span=ENDED), AgencyKind.DEPARTMENT, {"agency-lead", "agency-land"}),
        (with_agency(HEALTH, certainty=Certainty.UNCONFIRMED), AgencyKind.DEPARTMENT, {"agency-lead", "agency-land"}),
        (with_agency(POLICE, span=ENDED), AgencyKind.POLICE, set[str]()),
    ]
    found = [active_of_kind(kind, facts(person(HEALTH), registry=rows)) for rows, kind, _ in cases]
    assert found == [expected for _, _, expected in cases]
