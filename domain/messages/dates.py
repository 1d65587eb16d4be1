"""Dates and times as people read them, in Vietnamese time: one form in each language.

`08/01/2027` in Vietnamese; `8 January 2027` in English, where some would read the digits as a day of August.
"""

from datetime import UTC, date, datetime

from domain.document.dating import day_in_english
from domain.kernel.calendar import VIETNAM, ends_a_day, last_day, local_date
from domain.messages import Language


def moment_in(value: str | datetime) -> datetime:
    """Return an instant from GraphQL or the store with its zone; without one it is UTC."""
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def local_day(value: str | date, language: Language) -> str:
    given = date.fromisoformat(value) if isinstance(value, str) else value
    day = local_date(moment_in(given)) if isinstance(given, datetime) else given
    return day_in_english(day) if language == "en" else day.strftime("%d/%m/%Y")


def local_month(day: date, language: Language) -> str:
    return day_in_english(day).partition(" ")[2] if language == "en" else day.strftime("%m/%Y")


def local_time(value: str | datetime, language: Language, *, seconds: bool = True) -> str:
    """Return a time with its day, to the second or to the minute."""
    moment = moment_in(value)
    clock, day = moment.astimezone(VIETNAM).strftime("%H:%M:%S" if seconds else "%H:%M"), local_day(moment, language)
    return f"{day}, {clock}" if language == "en" else f"{clock}, {day}"


def local_deadline(value: str | datetime, language: Language) -> str:
    """Return a deadline as people say it: for a term of whole days its last day, never the midnight after it."""
    moment = moment_in(value)
    if not ends_a_day(moment):
        return local_time(moment, language)
    last = local_day(last_day(moment), language)
    return f"hết ngày {last}" if language == "vi" else f"the end of {last}"
