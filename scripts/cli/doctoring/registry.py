"""Checks of the registry: whether a lead agency is assigned, and whether people and programs can do their tasks."""

from collections.abc import Iterator
from datetime import date, datetime

from domain.administration.agency_parts import unconfirmed
from domain.administration.provisions import GROUNDS
from domain.kernel.calendar import local_date
from domain.kernel.vocabulary import KEEPERS, Post
from domain.registry.accounts import ClientState
from domain.registry.agency import LeadPart
from domain.registry.entry import Certainty, LawStatus, waits
from domain.registry.law import DecidedBy, TermCertainty, TermOf, level_on, term_on
from domain.registry.registry import Registry
from domain.registry.regulation import regulation_on, rule_at, signing_rules
from domain.registry.working_days import years_asked_for
from scripts.cli.doctoring.finding import Finding, Level, finding
from scripts.cli.environment import counted
from scripts.cli.seed.grants import missing_scopes
from store.process.public_origin import public_origin
from store.process.settings import Settings, variable

VERBS = {"holidays": "days-off"}
"""Verbs of the command line for kinds of rows, where the names differ."""
KEEPERS_LEAST = 2
"""Least number of officers who administer an agency: one officer requests, and another one approves (G5)."""
KEYS_LEAST = 2
"""Least number of signing keys of a signatory, because one key may be lost."""


def look(registry: Registry, settings: Settings, now: datetime, *, running: bool = False) -> Iterator[Finding]:
    """Yield findings about everything that the registry lacks."""
    today = local_date(now)
    if not registry.agencies:
        yield finding("no-registry")
        return
    yield from leading(registry, today)
    yield from _compared(registry, today, fault=running and not settings.development)
    if regulation_on(registry, today) is None:
        yield finding("no-regulation")
    yield from _unconfirmed(registry)
    yield from _law(registry, today)
    yield from _provisions(registry, today)
    yield from _agencies(registry, today)
    for year in years_asked_for(registry.holidays.values(), today):
        row = next((row.id for row in registry.holidays.values() if row.year == year and waits(row)), None)
        yield finding("no-days-off", year=year, step=f"confirm {row}" if row else "set")
    if settings.sign_in_url:
        yield from _signing_in(registry, now)
    yield from signing(registry, settings, now)


def leading(registry: Registry, today: date) -> Iterator[Finding]:
    """Yield faults of the present lead agency: of its rights, of its ability to lead, and of its substitute in cases
    about itself."""
    if (lead := registry.lead_on(today)) is None:
        unsure = [row.id for row in registry.leads.values() if row.certainty is Certainty.UNCONFIRMED]
        confirm = f"lead confirm {unsure[0]}, by the act that says so" if unsure else "confirm an assignment"
        yield finding("no-lead", confirm=confirm)
        return
    if lead in registry.granted and (missing := missing_scopes(registry, lead, today, asked=False)):
        yield finding("lead-lacks-grants", lead=lead, lacks=counted(len(missing), "scope"), first=min(missing))
    if not any(row.agency == lead and row.span.covers(today) for row in registry.officers.values()):
        yield finding("lead-without-officers", lead=lead)
    if not registry.assigned(LeadPart.SUBSTITUTE, today):
        yield finding("no-substitute")


def _compared(registry: Registry, today: date, *, fault: bool) -> Iterator[Finding]:
    """Yield a finding if no second person compared the lead assignment with the legal act. This is due before the first
    case in production."""
    for row in registry.assigned(LeadPart.LEAD, today)[:1]:
        if row.of_one:
            yield finding("lead-of-one", Level.FAULT if fault else None, lead=row.agency, row=row.id)


def _unconfirmed(registry: Registry) -> Iterator[Finding]:
    """Yield the rows, by kind, that have no effect until a second person confirms them."""
    streams: dict[str, list[str]] = {}
    for row in unconfirmed(registry):
        streams.setdefault(row.stream.partition("-")[0], []).append(row.stream)
    for kind, ids in streams.items():
        rows, verb = counted(len(ids), "row"), VERBS.get(kind, kind)
        yield finding("unconfirmed", rows=rows, kind=kind, first=ids[0], verb=verb)


def _law(registry: Registry, today: date) -> Iterator[Finding]:
    """Yield the terms and levels that apply today and that no second person compared with the law."""
    rows = (*(term_on(term, today, registry) for term in TermOf), *(level_on(by, today, registry) for by in DecidedBy))
    unsure = [row.id for row in rows if row.certainty is TermCertainty.UNCONFIRMED]
    if unsure:
        apply = counted(len(unsure), "term or level applies", "terms and levels apply")
        yield finding("law-unconfirmed", apply=apply, first=unsure[0])


def _provisions(registry: Registry, today: date) -> Iterator[Finding]:
    """Yield provisions in force without a text, and a finding if no provision is a ground for a measure."""
    in_force = [row for row in registry.provisions.values() if row.span.covers(today)]
    if listed := [row.id for row in in_force if row.wording_needed]:
        yield finding("wording-needed", rows=counted(len(listed), "provision"), first=listed[0])
    if not any(row.kind in GROUNDS and row.status is LawStatus.ACTIVE for row in in_force):
        yield finding("no-ground")


def _agencies(registry: Registry, today: date) -> Iterator[Finding]:
    lead = registry.lead_on(today)
    for agency in sorted({row.agency for row in registry.officers.values() if row.span.covers(today)}):
        if agency not in registry.granted:
            yield finding("no-grants", agency=agency)
        keepers = _keepers(registry, agency, today)
        if len(keepers) < KEEPERS_LEAST:
            level = Level.FAULT if agency == lead else Level.NOTE
            yield finding("too-few-keepers", level, agency=agency, people=counted(len(keepers), "person", "people"))


def _keepers(registry: Registry, agency: str, today: date) -> set[str]:
    rows = (row for row in registry.officers.values() if row.agency == agency and row.span.covers(today))
    return {registry.person(row.id) for row in rows if KEEPERS & set(row.posts)}


def signing(registry: Registry, settings: Settings, now: datetime) -> Iterator[Finding]:
    """Yield rules on signing whose signing page is at another address, or missing in this installation. Also yield
    signatories with fewer than two keys."""
    found = rule_at(signing_rules(registry), now)
    coming = [rule for rule in signing_rules(registry) if rule.since > now]
    rules = [rule for rule in (found, *coming) if rule and rule.actions]
    page = public_origin(settings)
    for rule in rules:
        if rule.page != page:
            yield finding("signing-page-elsewhere", page=rule.page, here=page)
        elif not settings.sign_client:
            yield finding("no-signing-page", page=rule.page, name=variable("sign_client"))
    if rules and (few := _with_few_keys(registry, local_date(now))):
        yield finding("too-few-keys", people=counted(len(few), "signatory", "signatories"), first=few[0])


def _with_few_keys(registry: Registry, today: date) -> list[str]:
    """Return signatories in office with fewer signing keys than `KEYS_LEAST`, counted over all appointments of a
    person."""
    rows = [row for row in registry.officers.values() if Post.SIGNATORY in row.posts and row.span.covers(today)]
    keys: dict[str, int] = {}
    for row in registry.officers.values():
        open_keys = sum(key.confirmed_by is not None and key.ended_at is None for key in row.keys)
        keys[registry.person(row.id)] = keys.get(registry.person(row.id), 0) + open_keys
    return sorted(row.id for row in rows if keys[registry.person(row.id)] < KEYS_LEAST)


def _signing_in(registry: Registry, now: datetime) -> Iterator[Finding]:
    programs = [row for row in registry.clients.values() if row.state is ClientState.ACTIVE and not row.machine]
    if not programs:
        yield finding("no-program")
    for name, id in sorted(registry.accounts.items()):
        user = registry.users[id]
        if user.recovery is not None and user.recovery.approved_at and not user.recovery.open(now):
            yield finding("codes-lapsed", name=name)
