"""The text of docs/duties.md, from the table of duties."""

from datetime import timedelta

from domain.kernel.term import TermSource
from domain.messages import label
from domain.rules.duty import RULES, DutyRule

_INTRO = """\
# Duties and their terms

What an agency can have to do, which of its officers does it, under which clause or law, and by when. Inbox, warnings,
digests and webhooks are made from this table.

- *law*: a law sets the deadline, and the record holds it.
- *record*: whoever began the matter set the deadline, or a term of the register did; the record holds it.
- *n working days*: a choice of this register, counted from the act before, with the days off that are known today.

This page is made by `scripts/generate` from `domain/rules/duty.py`.

| Duty | Việc | Posts | Basis | Deadline | Warned before |
|---|---|---|---|---|---|
"""


def page() -> str:
    """The whole page, as the file holds it."""
    rows = (
        f"| `{kind}` | {label(kind, 'vi')} | {', '.join(sorted(rule.posts))} | {rule.basis} | {_deadline(rule)} "
        f"| {_ahead(rule)} |\n"
        for kind, rule in RULES.items()
    )
    return "".join((_INTRO, *rows))


def _deadline(rule: DutyRule) -> str:
    if rule.source is None:
        return "none"
    if rule.days is not None:
        return f"{rule.days} working day{'s' * (rule.days > 1)}"
    return "law" if rule.source is TermSource.LAW else "record"


def _ahead(rule: DutyRule) -> str:
    if rule.source is None:
        return ""
    days, hours = divmod(int(rule.ahead / timedelta(hours=1)), 24)
    return f"{days} d" if not hours else f"{hours} h"
