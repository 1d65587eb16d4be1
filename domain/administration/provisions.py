"""The catalogue of legal provisions: drafted by one person, activated by another, valid by date (Đ2.1, Đ4.4).

A measure needs a ground that was in force on the day of the act. Words that only say what the Regulation is
about («xấu độc», «gây bức xúc dư luận», «cản trở sự phát triển») are no ground, neither as the name of one nor as
all of its wording (`vague`), nor is the Regulation itself. A ground names its article.
"""

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated

from domain.administration.confirming import draft_of_another, only_shortened
from domain.administration.vague import names_vague_words, says_nothing
from domain.kernel.event import Begins, Follows, Sealed
from domain.kernel.fields import Spec, Words
from domain.kernel.impersonal import Exempt
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Problem, Refused, invalid
from domain.kernel.roles import OFFICERS
from domain.kernel.span import Span, span_of
from domain.kernel.text import fold
from domain.registry.provision import Provision, ProvisionKind, ProvisionStatus
from domain.registry.regulation import FIRST, regulations
from domain.rules.command import CommandOn, OpeningCommand
from domain.rules.facts import Facts

GROUNDS = frozenset({ProvisionKind.GROUND, ProvisionKind.PERSON_GROUND})


class ProvisionDrafted(Begins[Provision], type="provision.drafted"):
    """A provision was entered."""

    kind: ProvisionKind
    instrument: Sealed
    place: Sealed
    wording: Sealed
    source: Sealed
    span: Span
    drafted_by: str
    drafted_at: datetime

    def begin(self, id: str) -> Provision:
        return Provision(
            id=id,
            kind=self.kind,
            instrument=self.instrument,
            place=self.place,
            wording=self.wording,
            source=self.source,
            span=self.span,
            drafted_by=self.drafted_by,
            drafted_at=self.drafted_at,
        )


class DraftProvision(OpeningCommand, kind=Kind.PROVISION, scope=Scope.LAW_EDIT, posts=OFFICERS):
    """Enter a legal provision. Nobody can use it before a second person activates it."""

    kind: Annotated[
        ProvisionKind,
        Spec(doc="Use of the provision. A decision needs a GROUND, or a PERSON_GROUND."),
    ]
    instrument: Annotated[
        str, Words(doc="Type, number, date and issuer of the legal act.", least=5, most=300, exempt=Exempt.LAW)
    ]
    place: Annotated[str, Words(doc="Article, clause and point.", least=3, most=100)]
    wording: Annotated[str, Words(doc="Text of the provision.", least=10, most=5_000, exempt=Exempt.LAW)]
    source: Annotated[str, Words(doc="Where the text was taken from.", least=5, most=500, exempt=Exempt.LAW)]
    since: Annotated[date, Spec(doc="First day in force.")]
    until: Annotated[date | None, Spec(doc="First day on which it is no longer valid; null for no end.")] = None

    def decide(self, state: None, facts: Facts) -> ProvisionDrafted:
        """Vague words and the Regulation itself are refused as grounds (G4)."""
        span = span_of(self.since, self.until)
        if self.kind in GROUNDS:
            self.check_specific(facts)
        sealed = facts.sealed
        return ProvisionDrafted(
            kind=self.kind,
            instrument=sealed["instrument"],
            place=sealed["place"],
            wording=sealed["wording"],
            source=sealed["source"],
            span=span,
            drafted_by=facts.actor.subject,
            drafted_at=facts.now,
        )

    def check_specific(self, facts: Facts) -> None:
        """Raises Refused for a ground that forbids no act that a court could test."""
        if any(_names(self.instrument, fold(row.number)) for row in (*regulations(facts.registry), FIRST)):
            raise Refused(invalid("instrument", "regulation-is-no-ground"))
        for field, text in (("instrument", self.instrument), ("place", self.place)):
            if names_vague_words(text):
                raise Refused(invalid(field, "vague-ground"))
        if not any(sign.isdigit() for sign in self.place):
            raise Refused(invalid("place", "article-needed"))
        if says_nothing(self.wording):
            raise Refused(invalid("wording", "vague-ground"))


def _names(text: str, words: str) -> bool:
    """Whether the folded words stand in the text as whole words: 114/2021 is not 14/2021."""
    return f" {words} " in f" {fold(text)} "


class ProvisionCommand(CommandOn[Provision], kind=Kind.PROVISION, scope=Scope.LAW_EDIT, posts=OFFICERS):
    """What is done with a provision."""


class ProvisionActivated(Follows[Provision], type="provision.activated"):
    """A second person confirmed it against its source."""

    activated_by: str
    activated_at: datetime

    def fold(self, provision: Provision) -> Provision:
        active = ProvisionStatus.ACTIVE
        return replace(provision, status=active, activated_by=self.activated_by, activated_at=self.activated_at)


class ActivateProvision(ProvisionCommand):
    """Activate a draft, after comparing it with its source, as a second person."""

    @staticmethod
    def may(provision: Provision, facts: Facts) -> Problem | None:
        """A draft, and not by the person who drafted it (G5)."""
        return draft_of_another(Kind.PROVISION, provision, facts)

    def decide(self, provision: Provision, facts: Facts) -> ProvisionActivated:
        return ProvisionActivated(activated_by=facts.actor.subject, activated_at=facts.now)


class ProvisionEnded(Follows[Provision], type="provision.ended"):
    """It is no longer in force from a day on."""

    until: date
    reason: Sealed

    def fold(self, provision: Provision) -> Provision:
        return replace(provision, span=replace(provision.span, until=self.until), end_reason=self.reason)


class EndProvision(ProvisionCommand):
    """Record from which day a provision is no longer in force."""

    until: Annotated[date, Spec(doc="First day on which it is no longer valid.")]
    reasons: Annotated[str, Words(doc="What ended the provision.", least=5, most=500)]

    def decide(self, provision: Provision, facts: Facts) -> ProvisionEnded:
        """Never prolongs it: that would be a provision nobody confirmed. What was decided stays."""
        only_shortened(provision.span, self.until)
        return ProvisionEnded(until=self.until, reason=facts.sealed["reasons"])
