"""Letters to readers who subscribed themselves: first a request for confirmation, then the agencies' acts of each day.

A letter contains only data that the public can read when it is sent: no withheld line, and no withdrawn or erased
notice. It omits lines of the whole province, because they state only the month, and a letter would reveal the day.
"""

from datetime import date
from typing import Any, Final

from domain.kernel.calendar import in_utc, local_date
from domain.kernel.event import JobState
from domain.messages import Language, label
from domain.messages.dates import local_day
from domain.notification.digests import ITEMS_MOST
from domain.notification.state.receivers import MailLanguage
from domain.publication.public import PublicView, public_view
from domain.registry.registry import Registry
from store.driver.conditions import FIRST_MOST
from store.queue.outbox import Claim
from store.queue.readers import CONFIRM, UNCONFIRMED_KEPT, Reader
from store.read.public_register import Entry, Wanted
from store.store import Store
from workers.sending.letters import Envelope, LetterContent, composed, of_confirmation, of_public_acts
from workers.sending.mailing import NO_SERVER, NOTHING, STOPPED, MailServer
from workers.sending.outcome import Outcome

CONFIRM_DAYS: Final = UNCONFIRMED_KEPT.days


async def send_reader_letter(store: Store, server: MailServer | None, claim: Claim) -> Outcome:
    reader = await store.readers.reader(claim.target or "")
    if server is None:
        return Outcome(state=JobState.DONE, failure=NO_SERVER)
    asks = claim.data["topic"] == CONFIRM
    if reader is None or reader.confirmed is asks:
        return Outcome(state=JobState.DONE, failure=STOPPED)
    leave = server.leave(reader.id, store.connection.master.leaving(reader.id))
    language = MailLanguage(reader.language)
    if asks:
        link = f"{server.base}/mail/confirm/{reader.id}/{store.readers.confirming(reader)}"
        written: LetterContent | None = of_confirmation(link, leave, language, CONFIRM_DAYS)
    else:
        written = await _news(store, server, claim, reader, leave)
    if written is None:
        return Outcome(state=JobState.DONE, failure=NOTHING)
    mark = "" if asks else await store.history.log_mark()
    envelope = Envelope(
        sender=server.sender,
        recipient=reader.address,
        id=claim.id,
        at=store.connection.clock(),
        leave=leave,
        log_mark=mark,
    )
    return Outcome.of(await server.send(reader.address, composed(envelope, written)))


async def _news(store: Store, server: MailServer, claim: Claim, reader: Reader, leave: str) -> LetterContent | None:
    since, until = (date.fromisoformat(day) for day in (claim.data["since"], claim.data["event"].rpartition(":")[2]))
    registry, language = await store.registry.current(), MailLanguage(reader.language)
    short: Language = "vi" if language is MailLanguage.VI else "en"
    entries = [each for each in await store.public_register.entries(Wanted()) if since <= told_on(each) < until]
    acts = [_act(each, registry, server.base, short) for each in entries]
    notices = [_notice(each, registry, server.base, short) for each in await _changed(store, since, until)]
    if not acts and not notices:
        return None
    return of_public_acts(acts, notices, (since, until), f"{server.base}/register/", leave, language)


def told_on(entry: Entry) -> date:
    """Return the day on which an act became public. For an act that letters omit, return the earliest possible date."""
    if entry.act is None or entry.line.agency is None:
        return date.min
    return date.fromisoformat(entry.opened_on or entry.line.on)


def _act(entry: Entry, registry: Registry, base: str, language: Language) -> dict[str, Any]:
    assert entry.act is not None  # withheld acts have no day
    return {
        "what": label(entry.act.kind, language),
        "agency": entry.agency_name(registry, entry.day),
        "number": f"{entry.line.n}/{entry.line.year}",
        "on": local_day(entry.day, language),
        "link": f"{base}/register/{entry.stream}/{entry.line.n}",
    }


async def _changed(store: Store, since: date, until: date) -> list[PublicView]:
    """Return the notices that changed on these days and are still public, newest first."""
    page = await store.publications.public_page(FIRST_MOST, None, "changed_at")
    views = [view for row in page.rows if (view := public_view(row)) and view.current and not view.bare]
    return [view for view in views if since <= local_date(in_utc(view.changed_at)) < until][:ITEMS_MOST]


def _notice(view: PublicView, registry: Registry, base: str, language: Language) -> dict[str, Any]:
    name = registry.agencies[view.agency].name_on(local_date(in_utc(view.issued_at)))
    return {
        "title": view.newest.title,
        "standing": label(view.status, language),
        "agency": name.name if name else view.agency,
        "link": f"{base}/press/{view.id}",
    }
