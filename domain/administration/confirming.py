"""What confirming and correcting rows of the registry share: the day of the act, and that a row is uncertain.

Nothing is edited. Each correction is an act of its own with a day and a source; what was computed before it stays as
it was (Đ2.1).
"""

from datetime import date

from domain.kernel.calendar import local_date
from domain.kernel.fields import Spec
from domain.kernel.refusals import Refused, RuleNotMet, invalid
from domain.registry.certainty import Certainty
from domain.rules.facts import Facts

ON = Spec(doc="Day of the act.")


def confirmable(certainty: Certainty, on: date, facts: Facts) -> None:
    """Raises Refused for a row that is confirmed already, and for an act that has not come yet."""
    not_later(on, facts)
    if certainty is Certainty.CONFIRMED:
        raise Refused(RuleNotMet(code="already-confirmed"))


def not_later(on: date, facts: Facts) -> None:
    """Raises Refused for an act that has not come yet."""
    if on > local_date(facts.now):
        raise Refused(invalid("on", "in-the-future"))
