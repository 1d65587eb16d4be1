"""Base classes of the commands on a notice, and the masking check of its texts for data that identifies a person."""

from typing import Any, Final

from domain.kernel.masking import FINDINGS_MOST, key_of, spans
from domain.kernel.policy import Scope
from domain.kernel.refusals import Refused, invalid
from domain.kernel.vocabulary import Kind, Post
from domain.publication.state import Publication, TextFinding, Wording
from domain.rules.command import CommandOn
from domain.rules.facts import Facts
from domain.rules.guards import own_agency

WRITERS = frozenset({Post.HANDLER, Post.SPOKESPERSON})


class PublicationCommand(CommandOn[Publication], kind=Kind.PUBLICATION):
    """Command on a notice."""


class OwnNoticeCommand(PublicationCommand, scope=Scope.PRESS_ISSUE, requires=(own_agency,)):
    """Command of the notice's own agency."""


class WriterCommand(OwnNoticeCommand, posts=WRITERS):
    """Command of a writer of the agency."""


class SpeakerCommand(OwnNoticeCommand, posts={Post.SPOKESPERSON}):
    """Command of the agency's spokesperson (Đ5.7.c)."""


TEXTS: Final = ("title", "claim", "text")
"""Public fields of a notice, which the masking check examines."""


def wording_of(command: Any, also: str, facts: Facts) -> Wording:
    """Return the command's texts, with the findings of the masking check in these texts and in another public text,
    `also`.

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
