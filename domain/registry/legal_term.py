"""A term as dated data: how long something may take or is kept, by which law or choice, and who confirmed it.

Where no row was confirmed for a day, the register counts by its own (`domain/registry/unconfirmed_law.py`).
"""

from dataclasses import dataclass
from enum import StrEnum

from domain.registry.legal_row import LegalRow


class TermOf(StrEnum):
    """What a term is for. Complaints, retention and what is done about data count calendar days, reports to the lead
    agency, answers about data and to the press working days, hours or days, and limitation periods months."""

    COMPLAINT_FILE = "COMPLAINT_FILE"
    COMPLAINT_ACCEPT = "COMPLAINT_ACCEPT"
    COMPLAINT_DECIDE = "COMPLAINT_DECIDE"
    COMPLAINT_DECIDE_COMPLEX = "COMPLAINT_DECIDE_COMPLEX"
    COMPLAINT_SUSPEND = "COMPLAINT_SUSPEND"
    COMPLAINT_FILE_SECOND = "COMPLAINT_FILE_SECOND"
    COMPLAINT_DECIDE_SECOND = "COMPLAINT_DECIDE_SECOND"
    COMPLAINT_DECIDE_SECOND_COMPLEX = "COMPLAINT_DECIDE_SECOND_COMPLEX"
    KEPT_COMPLETED = "KEPT_COMPLETED"
    KEPT_REMEDIED = "KEPT_REMEDIED"
    KEPT_POLICE_OUTCOME = "KEPT_POLICE_OUTCOME"
    KEPT_WITHDRAWN = "KEPT_WITHDRAWN"
    KEPT_DUPLICATE = "KEPT_DUPLICATE"
    KEPT_PROTECTION = "KEPT_PROTECTION"
    KEPT_COMPLAINT = "KEPT_COMPLAINT"
    KEPT_CONTACT = "KEPT_CONTACT"
    PRESS_EVENT = "PRESS_EVENT"
    PRESS_QUESTION = "PRESS_QUESTION"
    PRESS_ACCESS_ELECTRONIC = "PRESS_ACCESS_ELECTRONIC"
    PRESS_ACCESS_POST = "PRESS_ACCESS_POST"
    PRESS_PETITION = "PRESS_PETITION"
    DATA_REPLY = "DATA_REPLY"
    DATA_ACCESS = "DATA_ACCESS"
    DATA_CORRECTION = "DATA_CORRECTION"
    DATA_ERASURE = "DATA_ERASURE"
    DATA_EXTENSION = "DATA_EXTENSION"
    LIMITATION_SANCTION = "LIMITATION_SANCTION"
    LIMITATION_SANCTION_PRESS = "LIMITATION_SANCTION_PRESS"
    NOTIFY_LEAD = "NOTIFY_LEAD"


class TermUnit(StrEnum):
    """How a term is counted."""

    HOURS = "HOURS"
    DAYS = "DAYS"
    WORKING_DAYS = "WORKING_DAYS"
    MONTHS = "MONTHS"


UNITS = {
    TermOf.PRESS_EVENT: TermUnit.HOURS,
    TermOf.PRESS_QUESTION: TermUnit.WORKING_DAYS,
    TermOf.PRESS_ACCESS_ELECTRONIC: TermUnit.WORKING_DAYS,
    TermOf.PRESS_ACCESS_POST: TermUnit.WORKING_DAYS,
    TermOf.DATA_REPLY: TermUnit.WORKING_DAYS,
    TermOf.NOTIFY_LEAD: TermUnit.WORKING_DAYS,
    TermOf.LIMITATION_SANCTION: TermUnit.MONTHS,
    TermOf.LIMITATION_SANCTION_PRESS: TermUnit.MONTHS,
}
"""Units of terms that are not counted in calendar days. The unit is the rule's; the number is data."""


def unit_of(term: TermOf) -> TermUnit:
    return UNITS.get(term, TermUnit.DAYS)


@dataclass(frozen=True, kw_only=True)
class LegalTerm(LegalRow):
    """Length of a term on the days of its row; `remote_amount` where travel is hard (vùng sâu, vùng xa)."""

    term: TermOf
    amount: int
    remote_amount: int | None = None

    def amount_where(self, *, remote: bool) -> int:
        """Return how much time there is, and where travel is hard."""
        return self.remote_amount if remote and self.remote_amount is not None else self.amount
