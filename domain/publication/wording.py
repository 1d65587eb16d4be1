"""The words of a notice: sealed, and searched for what points at a person (Đ4.5, G6)."""

from typing import Any, Final

from domain.kernel.masking import FINDINGS_MOST, key_of, spans
from domain.kernel.refusals import Refused, invalid
from domain.publication.state import TextFinding, Wording
from domain.rules.facts import Facts

TEXTS: Final = ("title", "claim", "text")
"""The fields of a notice that the public reads and the masking check looks at."""


def wording_of(command: Any, also: str, facts: Facts) -> Wording:
    """The command's words, with what the masking check finds in them and in one more text that the public reads.

    Raises Refused for texts with too many findings.
    """
    return Wording(
        title=facts.sealed["title"],
        claim=facts.sealed["claim"],
        text=facts.sealed["text"],
        officer=facts.actor.subject,
        at=facts.now,
        findings=(*_findings(command, TEXTS, facts), *_findings(command, (also,), facts)),
    )


def _findings(command: Any, names: tuple[str, ...], facts: Facts) -> tuple[TextFinding, ...]:
    """Return the findings of the masking check. Raises Refused for more than FINDINGS_MOST."""
    found = tuple(
        TextFinding(
            key=key_of(facts.sealed[name].commitment, span),
            field=name,
            kind=span.kind,
            start=span.start,
            end=span.end,
        )
        for name in names
        for span in spans(getattr(command, name))
    )
    if len(found) > FINDINGS_MOST:
        raise Refused(invalid("text", "too-many-findings", most=FINDINGS_MOST))
    return found
