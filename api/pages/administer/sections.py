"""Sections of the administrators' desk: the kinds of rows in each, and the rights for them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from api.pages.base.pages import DeskPages
from domain.administration.signing import oneself
from domain.book import public_actions
from domain.kernel.actor import Actor
from domain.kernel.policy import KEEPING
from domain.kernel.vocabulary import Kind
from domain.registry.law import ComplaintLevel, LegalTerm
from domain.registry.registry import Registry
from domain.registry.regulation import Regulation
from domain.report.state.schedule import Schedule
from domain.rules.command import Action, denial


@dataclass(frozen=True, kw_only=True)
class Section:
    name: str
    kind: Kind
    states: Callable[[Registry], Mapping[str, Any]]
    document: str = "rows"
    """Name of the GraphQL document for the list. Its answer has the field `rows`."""
    texts: tuple[str, ...] = ()
    """Sealed fields, which GraphQL decrypts for readers with the right."""

    @property
    def path(self) -> str:
        return f"/administer/{self.name}"


def _officers(registry: Registry) -> Mapping[str, Any]:
    return {**registry.nominated, **registry.officers}


LAW_TEXTS: Final = ("instrument", "place", "wording", "source")
SECTIONS: Final[Mapping[str, Section]] = {
    section.name: section
    for section in (
        Section(name="agencies", kind=Kind.AGENCY, states=lambda registry: registry.agencies),
        Section(name="areas", kind=Kind.AREA, states=lambda registry: registry.areas),
        Section(name="leads", kind=Kind.LEAD, states=lambda registry: registry.leads),
        Section(name="holidays", kind=Kind.HOLIDAYS, states=lambda registry: registry.holidays),
        Section(name="regulations", kind=Kind.REGULATION, states=lambda registry: registry.rows(Regulation)),
        Section(name="schedules", kind=Kind.SCHEDULE, states=lambda registry: registry.rows(Schedule)),
        Section(
            name="provisions",
            kind=Kind.PROVISION,
            states=lambda registry: registry.provisions,
            document="provisions",
            texts=LAW_TEXTS,
        ),
        Section(name="terms", kind=Kind.TERM, states=lambda registry: registry.rows(LegalTerm), document="terms"),
        Section(
            name="levels", kind=Kind.LEVEL, states=lambda registry: registry.rows(ComplaintLevel), document="levels"
        ),
        Section(
            name="officers",
            kind=Kind.OFFICER,
            states=_officers,
            document="officers",
            texts=("subject", "appointment", "refusedFor"),
        ),
        Section(
            name="users", kind=Kind.USER, states=lambda registry: registry.users, document="users", texts=("subject",)
        ),
        Section(name="clients", kind=Kind.CLIENT, states=lambda registry: registry.clients, document="clients"),
        Section(name="grants", kind=Kind.GRANT, states=lambda registry: registry.grants, document="grants"),
    )
}
"""Sections in the order of the navigation: the province, the law, the people and programs of the reader's own agency,
and their rights."""


def actions_of(section: Section) -> list[Action]:
    """Return the actions on rows of a section. Actions with which an officer's own device enters a key are left out."""
    return [action for action in public_actions(section.kind) if oneself not in action.requires]


ACTIONS: Final[Mapping[str, Action]] = {
    action.name: action for section in SECTIONS.values() for action in actions_of(section)
}
"""Actions of the desk by name."""


def open_to(section: Section, actor: Actor) -> bool:
    """Return whether the actor has a right to any action on rows of a section."""
    return any(denial(action, actor) is None for action in actions_of(section))


def administers(actor: Actor) -> bool:
    """Return whether the actor has a right to any action at the desk."""
    return any(open_to(section, actor) for section in SECTIONS.values())


def opening(section: Section, actor: Actor) -> list[Action]:
    """Return the actions by which the actor may begin a row of a section."""
    return [action for action in actions_of(section) if action.creates and denial(action, actor) is None]


ADMINISTER: Final = DeskPages(
    name="administer",
    cookie="casebook-administer",
    scopes=KEEPING,
    navigation={
        "waiting": "/administer/",
        **{name: f"/administer/{name}" for name in SECTIONS},
        "first_day": "/administer/first-day",
    },
    asks_purpose=False,
    shown_to=lambda actor, name: name not in SECTIONS or open_to(SECTIONS[name], actor),
)
