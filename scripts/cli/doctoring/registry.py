"""The registry: whether somebody leads, and whether people and programs can do what they are there for."""

from collections.abc import Iterator
from datetime import date, datetime

from domain.administration.unconfirmed import unconfirmed
from domain.kernel.calendar import local_date
from domain.kernel.roles import KEEPERS
from domain.registry.certainty import Certainty
from domain.registry.client import ClientState
from domain.registry.lead import LeadPart
from domain.registry.registry import Registry
from domain.registry.regulation import regulation_on
from scripts.cli.doctoring.finding import Finding, Level
from store.settings import Settings

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
    yield from _lead(registry, today)
    yield from _regulation(registry, today)
    yield from _unconfirmed(registry)
    yield from _agencies(registry, today)
    yield from _days_off(registry, today)
    if settings.sign_in_url:
        yield from _signing_in(registry, now)


def _lead(registry: Registry, today: date) -> Iterator[Finding]:
    if registry.lead_on(today) is None:
        unsure = [row.id for row in registry.leads.values() if row.certainty is Certainty.UNCONFIRMED]
        yield Finding(
            code="no-lead",
            what="no agency leads today, so no case can be received",
            cure="scripts/casebook lead assign, or "
            + (f"lead confirm {unsure[0]}, by the act that says so" if unsure else "confirm an assignment"),
        )
    elif not registry.assigned(LeadPart.SUBSTITUTE, today):
        yield Finding(
            code="no-substitute",
            what="nobody takes the lead agency's part in cases about itself (G5)",
            cure="scripts/casebook lead assign --part SUBSTITUTE, then grants --new",
            level=Level.NOTE,
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
            what=f"{len(ids)} rows of the kind {kind} wait to be confirmed and count for nothing: {ids[0]} …",
            cure="two administrators compare them with their source (inbox, registryRows); or scripts/casebook "
            f"{VERBS.get(kind, kind)} confirm",
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
            yield Finding(
                code="too-few-keepers",
                what=f"{agency} has {len(keepers)} people with the post ADMIN or SIGNATORY, and accounts need two",
                cure=f"scripts/casebook officer appoint --agency {agency} --posts ADMIN …",
                level=Level.FAULT if agency == lead else Level.NOTE,
            )


def _keepers(registry: Registry, agency: str, today: date) -> set[str]:
    rows = (row for row in registry.officers.values() if row.agency == agency and row.span.covers(today))
    return {registry.person(row.id) for row in rows if KEEPERS & set(row.posts)}


def _days_off(registry: Registry, today: date) -> Iterator[Finding]:
    known = {row.year for row in registry.holidays.values() if row.certainty is Certainty.CONFIRMED}
    for year in (today.year, today.year + 1):
        if year in known or (year > today.year and today.month < 12):
            continue
        row = next((row.id for row in registry.holidays.values() if row.year == year), None)
        yield Finding(
            code="no-days-off",
            what=f"no confirmed days off of {year}: terms that run over them end too early",
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
