"""The registry: whether somebody leads, and whether people and programs can do what they are there for."""

from collections.abc import Iterator
from datetime import date, datetime

from domain.administration.provisions import GROUNDS
from domain.administration.unconfirmed import unconfirmed
from domain.kernel.calendar import local_date
from domain.kernel.roles import KEEPERS
from domain.registry.certainty import Certainty
from domain.registry.client import ClientState
from domain.registry.complaint_level import DecidedBy
from domain.registry.lead import LeadPart
from domain.registry.legal_row import TermCertainty
from domain.registry.legal_term import TermOf
from domain.registry.provision import ProvisionStatus
from domain.registry.registry import Registry
from domain.registry.regulation import regulation_on
from domain.registry.unconfirmed_law import level_on, term_on
from domain.registry.working_days import years_asked_for
from scripts.cli.counting import counted
from scripts.cli.doctoring.finding import Finding, Level
from scripts.cli.seed.grants import missing_scopes
from store.process.settings import Settings

VERBS = {"holidays": "days-off"}
"""What the command line calls a kind of row, where it is another word."""
KEEPERS_LEAST = 2
"""One asks and another one approves (G5)."""


def look(registry: Registry, settings: Settings, now: datetime) -> Iterator[Finding]:
    """What the registry lacks."""
    today = local_date(now)
    if not registry.agencies:
        yield Finding(
            code="no-registry", what="the registry is empty: the API is not ready", cure="scripts/casebook seed"
        )
        return
    yield from leading(registry, today)
    yield from _regulation(registry, today)
    yield from _unconfirmed(registry)
    yield from _law(registry, today)
    yield from _provisions(registry, today)
    yield from _agencies(registry, today)
    yield from _days_off(registry, today)
    if settings.sign_in_url:
        yield from _signing_in(registry, now)


def leading(registry: Registry, today: date) -> Iterator[Finding]:
    """Whether an agency leads today that can, and who takes its part in cases about itself."""
    if (lead := registry.lead_on(today)) is None:
        unsure = [row.id for row in registry.leads.values() if row.certainty is Certainty.UNCONFIRMED]
        yield Finding(
            code="no-lead",
            what="no agency leads today, so no case can be received",
            cure="scripts/casebook lead assign, or "
            + (f"lead confirm {unsure[0]}, by the act that says so" if unsure else "confirm an assignment"),
        )
    else:
        yield from _lead_at_work(registry, lead, today)
    if lead and not registry.assigned(LeadPart.SUBSTITUTE, today):
        yield Finding(
            code="no-substitute",
            what="nobody takes the lead agency's part in cases about itself (G5)",
            cure="scripts/casebook lead assign --part SUBSTITUTE, then grants --new",
            level=Level.NOTE,
        )


def _lead_at_work(registry: Registry, lead: str, today: date) -> Iterator[Finding]:
    """Whether an agency that took the lead over may do, and has the people to do, what it leads."""
    if lead in registry.granted and (missing := missing_scopes(registry, lead, today, asked=False)):
        lacks = counted(len(missing), "scope")
        yield Finding(
            code="lead-lacks-grants",
            what=f"{lead} leads today and lacks {lacks} that it needs, the first is {min(missing)}",
            cure="scripts/casebook grants --new proposes them; an administrator of the People's Committee approves",
        )
    if not any(row.agency == lead and row.span.covers(today) for row in registry.officers.values()):
        yield Finding(
            code="lead-without-officers",
            what=f"{lead} leads today and has no officers",
            cure=f"scripts/casebook officer appoint --agency {lead}, then user open",
        )


def _regulation(registry: Registry, today: date) -> Iterator[Finding]:
    if regulation_on(registry, today) is None:
        yield Finding(
            code="no-regulation",
            what="no Decision that sets the Regulation is in force today, so no case can be received",
            cure="scripts/casebook regulation enter, or an administrator enters it and another one confirms",
        )


def _unconfirmed(registry: Registry) -> Iterator[Finding]:
    """Rows that count for nothing until somebody confirms them, by kind."""
    streams: dict[str, list[str]] = {}
    for row in unconfirmed(registry):
        streams.setdefault(row.stream.partition("-")[0], []).append(row.stream)
    for kind, ids in streams.items():
        yield Finding(
            code="unconfirmed",
            what=f"{counted(len(ids), 'row')} of the kind {kind} unconfirmed and without effect: {ids[0]} …",
            cure="two administrators compare them with their source (inbox, registryRows); or scripts/casebook "
            f"{VERBS.get(kind, kind)} confirm",
            level=Level.NOTE,
        )


def _law(registry: Registry, today: date) -> Iterator[Finding]:
    """Terms and levels of today that nobody compared with the law."""
    rows = (*(term_on(term, today, registry) for term in TermOf), *(level_on(by, today, registry) for by in DecidedBy))
    unsure = [row.id for row in rows if row.certainty is TermCertainty.UNCONFIRMED]
    if unsure:
        apply = counted(len(unsure), "term or level applies", "terms and levels apply")
        yield Finding(
            code="law-unconfirmed",
            what=f"{apply} that nobody compared with the law, and pages say so: {unsure[0]} …",
            cure="an officer with law:edit compares each with its source (terms, complaintLevels): activateTerm, "
            "activateLevel",
            level=Level.NOTE,
        )


def _provisions(registry: Registry, today: date) -> Iterator[Finding]:
    """Provisions in force whose text nobody entered, and no ground for a measure at all."""
    in_force = [row for row in registry.provisions.values() if row.span.covers(today)]
    if listed := [row.id for row in in_force if row.wording_needed]:
        yield Finding(
            code="wording-needed",
            what=f"{counted(len(listed), 'provision')} in force listed without the text, and without effect: "
            f"{listed[0]} …",
            cure="an officer with law:edit enters each text from the official gazette (enterProvisionWording), another "
            "one activates it",
            level=Level.NOTE,
        )
    if not any(row.kind in GROUNDS and row.status is ProvisionStatus.ACTIVE for row in in_force):
        yield Finding(
            code="no-ground",
            what="no ground is active today: no measure can be proposed (G4)",
            cure="two officers with law:edit: draftProvision or enterProvisionWording, then activateProvision",
            level=Level.NOTE,
        )


def _agencies(registry: Registry, today: date) -> Iterator[Finding]:
    lead = registry.lead_on(today)
    for agency in sorted({row.agency for row in registry.officers.values() if row.span.covers(today)}):
        if agency not in registry.granted:
            yield Finding(
                code="no-grants",
                what=f"{agency} has officers and no grants: they may do nothing",
                cure="scripts/casebook grants --new",
            )
        keepers = _keepers(registry, agency, today)
        if len(keepers) < KEEPERS_LEAST:
            people = counted(len(keepers), "person", "people")
            yield Finding(
                code="too-few-keepers",
                what=f"{agency} has {people} with the post ADMIN or SIGNATORY, and accounts need two",
                cure=f"scripts/casebook officer appoint --agency {agency} --posts ADMIN …",
                level=Level.FAULT if agency == lead else Level.NOTE,
            )


def _keepers(registry: Registry, agency: str, today: date) -> set[str]:
    rows = (row for row in registry.officers.values() if row.agency == agency and row.span.covers(today))
    return {registry.person(row.id) for row in rows if KEEPERS & set(row.posts)}


def _days_off(registry: Registry, today: date) -> Iterator[Finding]:
    for year in years_asked_for(registry.holidays.values(), today):
        row = next((row.id for row in registry.holidays.values() if row.year == year), None)
        yield Finding(
            code="no-days-off",
            what=f"no confirmed days off of {year}: terms that run through it are provisional",
            cure=f"scripts/casebook days-off {f'confirm {row}' if row else 'set'}, by the decision on that year",
            level=Level.NOTE,
        )


def _signing_in(registry: Registry, now: datetime) -> Iterator[Finding]:
    programs = [row for row in registry.clients.values() if row.state is ClientState.ACTIVE and not row.machine]
    if not programs:
        yield Finding(
            code="no-program",
            what="no program is registered that people could sign in with",
            cure="scripts/casebook client enter --shared --redirects https://…",
        )
    for name, id in sorted(registry.accounts.items()):
        user = registry.users[id]
        if user.recovery is not None and user.recovery.approved_at and not user.recovery.open(now):
            yield Finding(
                code="codes-lapsed",
                what=f"the two codes of {name} were not used in time",
                cure=f"scripts/casebook user recover {name}, and a second officer approves",
                level=Level.NOTE,
            )
