"""Small province for lives of cases: the fewest people with whom every case can end."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any, Final, NamedTuple

from domain.case.protection import ProtectionRequested
from domain.case.state.case import Case
from domain.case.state.protection import Asker, HarmKind, ProtectionRequest
from domain.kernel.actor import SYSTEM, Actor, ActorKind
from domain.kernel.policy import ceiling
from domain.kernel.vocabulary import AgencyKind, Post, Role
from domain.registry.accounts import Officer
from domain.registry.agency import Agency, Competence, Lead, LeadPart, Task
from domain.registry.provision import ProvisionKind
from domain.registry.registry import NO_REGISTRY, Registry
from tests.support.facts import ALWAYS, NOW, agency
from tests.support.handling_facts import GROUND, an_officer, provision
from tests.support.handling_past import Cast, a_report

H, S = Post.HANDLER, Post.SIGNATORY


class Remembering(Registry):
    """Registry with cached answers, for hundreds of thousands of equal queries."""

    @cached_property
    def found(self) -> dict[tuple[Any, ...], Any]:
        return {}


def _once(name: str) -> Callable[..., Any]:
    ask = getattr(Registry, name)

    def answer(self: Remembering, *about: Any) -> Any:
        about = tuple(part if isinstance(part, str | date) else tuple(part) for part in about)
        key = name, *about
        if key not in self.found:
            self.found[key] = ask(self, *about)
        return self.found[key]

    return answer


for asked in ("heir", "touches", "lead_for", "agencies_of"):
    setattr(Remembering, asked, _once(asked))


class Office(NamedTuple):
    """Agency with its officers, one for each entry of `posts`, and its name on pages."""

    id: str
    kind: AgencyKind
    name: str
    posts: tuple[Post, ...]
    tasks: tuple[Task, ...] = ()


LEADING: Final = (Task.VERIFY, Task.DECIDE)
OFFICES: Final = (
    Office("agency-lead", AgencyKind.DEPARTMENT, "the lead agency", (H, S, H, S), LEADING),
    Office("agency-checks", AgencyKind.DEPARTMENT, "the agency that checks", (H, S, H), (Task.VERIFY,)),
    Office("agency-asked", AgencyKind.DISTRICT, "an agency asked", (H, S)),
    Office("agency-ppc", AgencyKind.PPC, "the People's Committee", (H, S), (Task.DECIDE,)),
    Office("agency-police", AgencyKind.POLICE, "the police", (H, S)),
    Office("agency-internal", AgencyKind.PARTY_INTERNAL_AFFAIRS, "internal affairs", (H,)),
    Office("agency-journalists", AgencyKind.JOURNALISTS, "the journalists' association", (H,)),
    Office("agency-ministry", AgencyKind.MINISTRY, "the ministry", (), (Task.ORDER_REMOVAL, Task.ORDER_LABEL)),
)
STANDS_IN: Final = OFFICES[0]._replace(id="agency-stands-in", name="the substitute of the lead agency")
"""Leads the cases that are about the lead agency, if it is appointed for them."""
THIRD: Final = OFFICES[1]._replace(id="agency-third", name="a third agency that can check")
"""Office that gets a case if the agency that checked may no longer."""
NAMES: Final = {office.id: office.name for office in OFFICES}
LEAD, CHECKS, ASKED, PPC, POLICE, INTERNAL, JOURNALISTS, MINISTRY = (office.id for office in OFFICES)


def _agency(office: Office) -> Agency:
    competences = tuple(Competence(task=task, span=ALWAYS, source="province") for task in office.tasks)
    return agency(office.id, office.kind, competences=competences)


def officers(agency: str, posts: Iterable[Post], first: int = 1) -> dict[str, Officer]:
    """Return the officers of an agency by id, one for each post."""
    ids = {f"officer-{agency.removeprefix('agency-')}-{number}": post for number, post in enumerate(posts, first)}
    return {id: an_officer(id, agency, post) for id, post in ids.items()}


def province(*more: Office) -> Registry:
    """Return the registry of the small province, and of more offices."""
    offices = (*OFFICES, *more)
    leads = [Lead(id="lead-1", agency=LEAD, span=ALWAYS, source="province")]
    if STANDS_IN in more:
        part = LeadPart.SUBSTITUTE
        leads.append(Lead(id="lead-2", agency=STANDS_IN.id, span=ALWAYS, source="province", part=part))
    return Remembering(
        agencies={office.id: _agency(office) for office in offices},
        officers={id: row for office in offices for id, row in officers(office.id, office.posts).items()},
        leads={lead.id: lead for lead in leads},
        areas=NO_REGISTRY.areas,
        holidays=NO_REGISTRY.holidays,
        provisions={GROUND: provision(GROUND)},
        subjects=NO_REGISTRY.subjects,
    )


def protecting() -> Registry:
    """Return the small province with a ground that protects persons. The police may order a removal, and the lead
    agency has as many officers as must be different persons."""
    known = province()
    order = Competence(task=Task.ORDER_REMOVAL, span=ALWAYS, source="province")
    police = replace(known.agencies[POLICE], competences=(order,))
    person = provision("provision-person", kind=ProvisionKind.PERSON_GROUND)
    provisions = {**known.provisions, person.id: person}
    return replace(
        known,
        agencies={**known.agencies, POLICE: police},
        officers={**known.officers, **officers(LEAD, (H, S), first=5)},
        provisions=provisions,
    )


def asked_for() -> Case:
    """Return a case in which a person with a code asked for protection."""
    request = ProtectionRequest(id="request-1", harm=HarmKind.CHILD_DATA, asker=Asker.GUARDIAN, at=NOW)
    return ProtectionRequested(request=request).fold(reported())


def people(registry: Registry) -> tuple[Actor, ...]:
    """Return the officers of a registry as they act on the day of the lives, and the register itself."""
    found = []
    for officer in registry.officers.values():
        agency = registry.heir(officer.agency, NOW.date())
        stands_in = agency in registry.substitutes_on(NOW.date())
        role = registry.role_on(agency, NOW.date())
        found.append(
            Actor(
                kind=ActorKind.PERSON,
                subject=officer.id,
                client="province",
                agency=agency,
                officer=officer.id,
                role=role,
                posts=frozenset(officer.posts),
                scopes=ceiling(role),
                deputy=ceiling(Role.LEAD) if stands_in else frozenset(),
            )
        )
    return (*found, SYSTEM)


def reported() -> Case:
    """Return a case that an agency has just reported."""
    case: Case = a_report(Cast(reporter=ASKED)).begin("case-1")
    return case
