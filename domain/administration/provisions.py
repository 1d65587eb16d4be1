"""Catalogue of legal provisions: one person drafts a provision, another activates it, and it is valid by date (Đ2.1,
Đ4.4).

The operator lists provisions whose text is not available. Such a draft describes its subject, and begins with words
that nobody mistakes for the law. Nobody can activate it before a person has entered the text.

A measure needs a ground that was in force on the day of the act. Words that only repeat the Regulation's subject cannot
be a ground: neither its name nor its whole wording (`vague`). Examples are «xấu độc», «gây bức xúc dư luận» and «cản
trở sự phát triển». The Regulation itself cannot be a ground. A ground cites one article, and the second person enters
the text of the article from the source. While the two texts differ, the ground stays a draft.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import takewhile
from typing import Annotated, cast
from unicodedata import normalize

from domain.administration.dated_rows import only_shortened
from domain.administration.drafts import ActivateDraft, DraftActivated, LawCommand, draft_of_another
from domain.administration.vague import names_vague_words, of_no_class, says_nothing
from domain.kernel.actor import ActorKind
from domain.kernel.event import Begins, Follows, Sealed
from domain.kernel.fields import Items, Spec, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import Problem, Refused, RuleNotMet, invalid, misfit
from domain.kernel.span import Span, span_of
from domain.kernel.text import fold
from domain.kernel.vocabulary import OFFICERS, Kind
from domain.kernel.wording import SENTENCE_LEAST, Exempt
from domain.registry.provision import NOT_AT_HAND, Provision, ProvisionKind, ProvisionReach, cited
from domain.registry.regulation import FIRST, regulations
from domain.rules.command import OpeningCommand
from domain.rules.facts import Facts, Need
from domain.rules.guards import refuse_for

GROUNDS = frozenset({ProvisionKind.GROUND, ProvisionKind.PERSON_GROUND})
MILDER_MOST = 10
"""Largest number of earlier provisions that one provision replaces by a milder rule."""
PlaceIn = Annotated[str, Words(doc="Article, clause and point.", least=3, most=100)]
WordingIn = Annotated[str, Words(doc="Text of the provision.", least=10, most=5_000, exempt=Exempt.LAW)]
SourceIn = Annotated[str, Words(doc="Source of the text.", least=5, most=500, exempt=Exempt.LAW)]


class ProvisionDrafted(Begins[Provision], type="provision.drafted"):
    kind: ProvisionKind
    instrument: Sealed
    place: Sealed
    wording: Sealed
    source: Sealed
    span: Span
    drafted_by: str
    drafted_at: datetime
    wording_needed: bool = False
    reach: ProvisionReach = ProvisionReach.ANYBODY
    milder_than: tuple[str, ...] = ()
    article: str | None = None
    clause: str | None = None
    point: str | None = None


class NewProvision(OpeningCommand, kind=Kind.PROVISION):
    """Fields that describe a provision at its entry."""

    kind: Annotated[
        ProvisionKind,
        Spec(doc="Use of the provision. A decision needs a GROUND or a PERSON_GROUND."),
    ]
    instrument: Annotated[
        str, Words(doc="Type, number, date and issuer of the legal act.", least=5, most=300, exempt=Exempt.LAW)
    ]
    place: PlaceIn
    wording: WordingIn
    source: SourceIn
    since: Annotated[date, Spec(doc="First day in force.")]
    until: Annotated[date | None, Spec(doc="First day on which it is no longer valid; null for no end.")] = None
    reach: Annotated[
        ProvisionReach | None,
        Spec(doc=("Persons or media whose content a measure on the ground may be against; anybody if left out.")),
    ] = None
    milder_than: Annotated[
        tuple[str, ...],
        Items(
            doc=(
                "Earlier provisions that this provision replaces with a rule that favours the person more. The "
                "milder rule then also applies to acts of the earlier days."
            ),
            most=MILDER_MOST,
        ),
    ] = ()

    def _before(self, former: str, facts: Facts) -> bool:
        row = facts.registry.provisions.get(former)
        return row is not None and row.kind is self.kind and row.span.since < self.since

    def drafted(self, facts: Facts) -> ProvisionDrafted:
        """Return the draft. Raises Refused for impossible days, and for an unknown earlier provision."""
        refuse_for(*misfit("milder_than", "provision-unknown", self.milder_than, lambda it: self._before(it, facts)))
        at = cited(self.place)
        return facts.record(
            ProvisionDrafted,
            self,
            reach=self.reach or ProvisionReach.ANYBODY,
            span=span_of(self.since, self.until),
            drafted_by=facts.actor.subject,
            drafted_at=facts.now,
            wording_needed=not_at_hand(self.wording),
            article=at.article,
            clause=at.clause,
            point=at.point,
        )

    def check_named(self, facts: Facts) -> None:
        """Raise Refused for a ground that is the Regulation, has a vague name, or cites no article."""
        if any(_names(self.instrument, fold(row.number)) for row in (*regulations(facts.registry), FIRST)):
            raise Refused(invalid("instrument", "regulation-is-no-ground"))
        if names_vague_words(self.instrument):
            raise Refused(invalid("instrument", "vague-ground"))
        check_place(self.place)


class DraftProvision(NewProvision, scope=Scope.LAW_EDIT, posts=OFFICERS):
    """Enter a legal provision. Nobody can use it before a second person activates it."""

    def decide(self, state: None, facts: Facts) -> ProvisionDrafted:
        """Draft the provision.

        Raises Refused for a ground of vague words, and for the Regulation itself as a ground (G4).
        """
        check_text(self.wording)
        if self.kind in GROUNDS:
            self.check_named(facts)
            check_says_something(self.wording, self.kind)
        return self.drafted(facts)


class ListProvision(NewProvision, by={ActorKind.OPERATOR}):
    """List a provision whose text is not available. Its wording states this and describes the subject. Nobody can use
    the provision before a person has entered the text and a second person has activated it."""

    def decide(self, state: None, facts: Facts) -> ProvisionDrafted:
        """List the provision. The operator enters no text of a law. A person enters the text from the gazette."""
        if not not_at_hand(self.wording):
            raise Refused(invalid("wording", "wording-by-a-person"))
        if self.kind in GROUNDS:
            self.check_named(facts)
        return self.drafted(facts)


def check_place(place: str) -> None:
    """Raise Refused for the place of a ground that is vague or cites no article."""
    if names_vague_words(place):
        raise Refused(invalid("place", "vague-ground"))
    if cited(place).article is None:
        raise Refused(invalid("place", "article-needed"))


def check_says_something(wording: str, kind: ProvisionKind) -> None:
    """Raise Refused for the wording of a ground that forbids no specific act, or that has no word of its class."""
    if says_nothing(wording):
        raise Refused(invalid("wording", "vague-ground"))
    if of_no_class(wording, person=kind is ProvisionKind.PERSON_GROUND):
        raise Refused(invalid("wording", "ground-of-no-class"))


def not_at_hand(wording: str) -> bool:
    """Return whether a wording declares that the text of the law is missing."""
    return fold(wording).startswith(fold(NOT_AT_HAND))


def check_text(wording: str) -> None:
    """Raise Refused for a wording that declares that the text of the law is missing."""
    if not_at_hand(wording):
        raise Refused(invalid("wording", "wording-needed"))


def _names(text: str, words: str) -> bool:
    """Return whether the text contains the folded words as whole words: 114/2021 is not 14/2021."""
    return f" {words} " in f" {fold(text)} "


class ProvisionCommand(LawCommand[Provision], kind=Kind.PROVISION):
    """Command on a provision."""


class ProvisionWorded(Follows[Provision], type="provision.worded"):
    place: Sealed
    wording: Sealed
    source: Sealed
    worded_by: str
    worded_at: datetime
    article: str | None = None
    clause: str | None = None
    point: str | None = None

    def fold(self, provision: Provision) -> Provision:
        """Record the author of the text as the first of the two persons."""
        return replace(
            provision,
            place=self.place,
            wording=self.wording,
            source=self.source,
            drafted_by=self.worded_by,
            drafted_at=self.worded_at,
            wording_needed=False,
            article=self.article,
            clause=self.clause,
            point=self.point,
        )


def unworded(provision: Provision, facts: Facts) -> Problem | None:
    """The provision is listed without its text. To replace a wrong text, end the draft and enter another draft."""
    return None if provision.wording_needed else RuleNotMet(code="wording-is-there")


class EnterProvisionWording(ProvisionCommand, requires=(unworded,)):
    """Enter the text of a provision that was listed without text, from the official gazette. Another person compares
    the text and activates the provision."""

    place: PlaceIn
    wording: WordingIn
    source: SourceIn

    def decide(self, provision: Provision, facts: Facts) -> ProvisionWorded:
        """Enter the text. Raises Refused for vague words, as for a draft."""
        check_text(self.wording)
        if provision.kind in GROUNDS:
            check_place(self.place)
            check_says_something(self.wording, provision.kind)
        at = cited(self.place)
        return facts.record(
            ProvisionWorded,
            self,
            worded_by=facts.actor.subject,
            worded_at=facts.now,
            article=at.article,
            clause=at.clause,
            point=at.point,
        )


class ProvisionActivated(DraftActivated[Provision], type="provision.activated"):
    """A second person compared the provision with its source."""

    compared: Sealed | None = None


def worded(provision: Provision, facts: Facts) -> Problem | None:
    """The text of the provision is entered."""
    return RuleNotMet(code="wording-needed") if provision.wording_needed else None


@dataclass(frozen=True, kw_only=True)
class TextOfDraft(Need):
    """Decrypted text of the provision that is being compared."""

    wording: str


class ActivateProvision(
    ActivateDraft[Provision],
    kind=Kind.PROVISION,
    needs=(TextOfDraft,),
    requires=(worded, draft_of_another),
    writes=ProvisionActivated,
    signed=True,
):
    """Activate a drafted provision as a second person, after comparing it with its source. For a ground, type its text
    from the source. The ground stays a draft while the two texts differ (G4, G5)."""

    wording: Annotated[
        str | None,
        Words(
            doc="Text of the provision as in the source, not copied from the draft. Required for a ground.",
            least=10,
            most=5_000,
            exempt=Exempt.LAW,
        ),
    ] = None

    def decide(self, provision: Provision, facts: Facts) -> ProvisionActivated:
        """Compare the typed text with the entered text, ignoring spaces and a final punctuation mark."""
        if provision.kind in GROUNDS:
            drafted = facts.known(TextOfDraft)
            self._compare(drafted.wording if drafted else "")
        return replace(cast(ProvisionActivated, super().decide(provision, facts)), compared=facts.sealed.get("wording"))

    def _compare(self, drafted: str) -> None:
        """Raise Refused for a missing text, and for a text that differs from the draft's text."""
        if self.wording is None:
            raise Refused(invalid("wording", "wording-to-compare"))
        ours, theirs = words_of(self.wording), words_of(drafted)
        if ours != theirs:
            alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(ours, theirs, strict=False)))
            raise Refused(invalid("wording", "wording-differs", word=alike + 1))


def words_of(text: str) -> list[str]:
    """Return the words of a published text, with diacritics and capitals, without punctuation at the end."""
    return normalize("NFC", text).rstrip(" .;:,").split()


class ProvisionEnded(Follows[Provision], type="provision.ended"):
    until: date
    reason: Sealed

    def fold(self, provision: Provision) -> Provision:
        return replace(provision, span=replace(provision.span, until=self.until), end_reason=self.reason)


class EndProvision(ProvisionCommand):
    """Record from which day a provision is no longer in force."""

    until: Annotated[date, Spec(doc="First day on which it is no longer valid.")]
    reasons: Annotated[str, Words(doc="Legal act or event that ended the provision.", least=SENTENCE_LEAST, most=500)]

    def decide(self, provision: Provision, facts: Facts) -> ProvisionEnded:
        """Enter the end of the provision.

        Raises Refused for an end later than the recorded end. Earlier decisions do not change.
        """
        only_shortened(provision.span, self.until)
        return ProvisionEnded(until=self.until, reason=facts.sealed["reasons"])
