"""Check of what a command's text says of a person (X2).

Every text is looked at unless its field says why not. Numbers, devices and mail addresses that lead to a person are
refused. What looks like a name or an account is refused until the writer says, for each place, why it may stay; the
address of one item is no account. Nothing is looked up: `domain/kernel/masking.py` finds by form alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.kernel.links import links
from domain.kernel.masking import FINDINGS_MOST, Personal, Span, spans
from domain.kernel.plain_reading import read_plainly
from domain.kernel.refusals import InvalidInput, invalid
from domain.kernel.sites import Named, named_by
from domain.kernel.spelling import camel


class Harmless(StrEnum):
    """Why something that the check for personal data found is harmless."""

    NOT_A_PERSON = "NOT_A_PERSON"
    OFFICE_HOLDER = "OFFICE_HOLDER"
    AGENCY_CONTACT = "AGENCY_CONTACT"
    CONSENT = "CONSENT"


class Exempt(StrEnum):
    """Reason why a text is not looked at, or not for everything."""

    REPORTED = "The words of somebody outside the agencies, or of the content itself, kept as they are."
    MASKED = "The public reads it: the masking check of notices asks for an answer to each finding."
    OFFICE = "It names who holds an office and how to reach the office."
    REDRESS = "It says how to reach the agencies that hear complaints."
    BODY_OR_PLACE = "It is the name of an agency or a place, which may sound like a person's."
    LAW = "It quotes a legal act."
    ACCOUNT = "It is an account, a code, a digest, a file or an address of a program, named by rules of its own."


REFUSED: Final = frozenset({Personal.PHONE, Personal.ID_NUMBER, Personal.EMAIL, Personal.NETWORK})
"""Personal data that no text may hold, whatever its writer says."""
ASKED: Final = frozenset({Personal.NAME, Personal.SOCIAL_MEDIA})
"""Personal data that the writer may answer for."""
ANSWERABLE: Final = frozenset({"text-name", "text-account"})
"""The refusals of these."""
LOOKED_FOR: Final = frozenset({*REFUSED, *ASKED})
_LOOKED_FOR_DESPITE: Final = {Exempt.REDRESS: frozenset({Personal.ID_NUMBER, Personal.NAME, Personal.NETWORK})}


@dataclass(frozen=True, kw_only=True)
class ConfirmedName:
    """The writer's word that a name or an account may stay. `at` counts characters from 1, as refusals do."""

    field: str
    at: int
    harmless: Harmless


@dataclass(frozen=True, kw_only=True)
class NameInText:
    """A confirmed name or account as the record keeps it: where it is in which field, never what it says."""

    field: str
    start: int
    end: int
    harmless: Harmless


def looked_for(exempt: Exempt | None) -> frozenset[Personal]:
    """The kinds of personal data that a text is looked through for."""
    return LOOKED_FOR if exempt is None else _LOOKED_FOR_DESPITE.get(exempt, frozenset())


def looked_through(
    name: str, value: str, exempt: Exempt | None, confirmed: Iterable[ConfirmedName]
) -> tuple[list[InvalidInput], list[NameInText]]:
    """Return the faults of a text, and the names and accounts that its writer answers for. The text is not repeated.

    Wrong are the first number, device or mail address, and every name and account that is not confirmed.
    """
    reasons = {one.at: one.harmless for one in confirmed if one.field == camel(name)}
    found = spans(value, looked_for(exempt))
    faults = [_refused(name, span) for span in found if span.kind in REFUSED][:1]
    names = [span for span in found if span.kind in ASKED and not _one_item(value, span)]
    open_names = [span for span in names if span.start + 1 not in reasons]
    if len(open_names) > FINDINGS_MOST:
        faults.append(invalid(name, "too-many-findings", most=FINDINGS_MOST))
    else:
        faults += [_asked(name, span) for span in open_names]
    kept = [
        NameInText(field=camel(name), start=span.start, end=span.end, harmless=reasons[span.start + 1])
        for span in names
        if span.start + 1 in reasons
    ]
    return faults, kept


def _refused(name: str, found: Span) -> InvalidInput:
    at = found.start + 1
    match found.kind:
        case Personal.EMAIL:
            return invalid(name, "text-mail-address", at=at)
        case Personal.PHONE:
            return invalid(name, "text-phone-number", at=at)
        case Personal.NETWORK:
            return invalid(name, "text-network-address", at=at)
        case _:
            return invalid(name, "text-personal-number", at=at)


def _asked(name: str, found: Span) -> InvalidInput:
    at, length = found.start + 1, found.end - found.start
    if found.kind is Personal.NAME:
        return invalid(name, "text-name", at=at, length=length)
    return invalid(name, "text-account", at=at, length=length)


def _one_item(value: str, span: Span) -> bool:
    """Return whether an account is only part of the address of one item, as what a case is about."""
    if span.kind is not Personal.SOCIAL_MEDIA:
        return False
    piece, _ = read_plainly(value[span.start : span.end])
    return any(named_by(link.address) is Named.ITEM for link in links(piece))
