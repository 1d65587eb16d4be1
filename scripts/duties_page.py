"""Print docs/duties.md from the table of duties: `python -m scripts.duties_page`."""

from datetime import timedelta

from domain.kernel.term import TermSource
from domain.messages import label
from domain.rules.duty import RULES, DutyRule

_INTRO = """\
# Duties and their terms

What can wait for an agency, who of it does it, by which clause or law, and how long it may take. Inbox, warnings,
digests and webhooks are made of these; [0043](decisions/0043-everything-that-is-due.md) says how.

*Law*: a law sets the deadline, and the record holds it. *Record*: who began it set the deadline, or the register by a
term of its own, and the record holds it. *n working days*: a choice of this register, counted from the act before;
days off are counted as they are known today.

This page is made by `python -m scripts.duties_page` from `domain/rules/duty.py`.

| Duty | Việc | Posts | By | Deadline | Told before |
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


if __name__ == "__main__":
    print(page(), end="")
