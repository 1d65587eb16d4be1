"""Until when an act can be sanctioned, and what a measure after that day needs (Luật XLVPHC, Điều 6, Điều 65).

Nobody is sanctioned after the period. What is no sanction can still be decided, but says why it is needed so late
(Điều 65.2); what restricts nobody is free of it. The period runs from the publication of the content, and ends on the
day with its number (Bộ luật Dân sự 2015, Điều 148.3); a day off does not prolong it. The time that a file lies with
the police counts (Điều 6.1.c), so that nothing stops it.
"""

from datetime import date

from domain.case.grounds import act_day
from domain.case.state.case import Case, Medium
from domain.case.state.measures import MILD, Limitation, Measure
from domain.kernel.calendar import months_after
from domain.kernel.refusals import Refused, invalid
from domain.registry.legal_term import TermOf
from domain.registry.registry import Registry
from domain.registry.unconfirmed_law import SANCTIONS, term_on


def limitation_from(begins: date, medium: Medium | None, registry: Registry) -> Limitation:
    """The period of an act of that day, by the row of the day; of its first row for an act before."""
    press = medium is Medium.PRESS
    term = TermOf.LIMITATION_SANCTION_PRESS if press else TermOf.LIMITATION_SANCTION
    row = term_on(term, max(begins, SANCTIONS.since), registry)
    return Limitation(
        begins=begins,
        last_day=months_after(begins, row.amount),
        months=row.amount,
        source=row.source,
        certainty=row.certainty,
    )


def limitation_of(case: Case, registry: Registry) -> Limitation:
    return limitation_from(act_day(case), case.medium, registry)


def check_limitation(period: Limitation, measure: Measure, day: date, *, explained: bool, decided: bool) -> None:
    """Raises Refused after the period: for a sanction, and for another restriction whose proposal does not say why.

    A decision cannot add the reason: it goes back to who proposes.
    """
    if day <= period.last_day or measure in MILD:
        return
    last = period.last_day.isoformat()
    if measure is Measure.SANCTION_FILE:
        raise Refused(invalid("measure", "limitation-over", latest=last))
    if not explained and decided:
        raise Refused(invalid("measure", "limitation-passed-since", latest=last))
    if not explained:
        raise Refused(invalid("after_limitation", "limitation-reason-needed", latest=last))
