"""Publication of a notice: approved by a second person, then issued at once or at its release time."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated

from domain.case.state.pathways import PublicationState
from domain.kernel.actor import ActorKind
from domain.kernel.event import Follows, Job, Step, Topic
from domain.kernel.fields import Spec, Words
from domain.kernel.refusals import Guard, Problem, Refused, RuleNotMet, invalid, unguarded
from domain.press_question.questions import speaking
from domain.publication.command import PublicationCommand, SpeakerCommand, WriterCommand
from domain.publication.ground import FIT_TO_PRINT, case_of, own_result, told_now
from domain.publication.publishable import awaits_service
from domain.publication.state import CaseResult, Publication, PublicChange, ReleaseChange
from domain.rules.facts import Facts
from domain.rules.guards import actor_among, required, second_person

EMBARGO_MOST = timedelta(days=90)
ISSUE = "issue-publication"


def written_by_others(notice: Publication, facts: Facts) -> Problem | None:
    """Other persons wrote the words and confirmed the findings in them (G5)."""
    among = actor_among(notice.authors, facts)
    return unguarded(Guard.G5_TWO_PERSONS, "second-person-needed") if among else None


def speaks(notice: Publication, facts: Facts) -> Problem | None:
    """The actor is a spokesperson of the notice's agency for the case of the notice (Đ5.7.c)."""
    return speaking(notice.agency, notice.case, facts)


def release_due(notice: Publication, facts: Facts) -> Problem | None:
    """The notice has no release time, or its release time has passed."""
    return RuleNotMet(code="embargo-runs") if notice.release_at and facts.now < notice.release_at else None


def person_served(notice: Publication, facts: Facts) -> Problem | None:
    """The person concerned was informed of the decision, or the record states why that was not possible (G6)."""
    result = own_result(notice, facts)
    waits = result is not None and awaits_service(case_of(notice.case, facts), result)
    return unguarded(Guard.G6_PUBLICATION, "person-not-served") if waits else None


class PublicationApproved(Follows[Publication], type="publication.approved"):
    """The spokesperson approved the notice. If `release_at` is set, the notice waits until then."""

    step: Step
    release_at: datetime | None = None

    def fold(self, notice: Publication) -> Publication:
        waits = PublicationState.EMBARGOED if self.release_at else PublicationState.APPROVED
        return replace(notice, state=waits, approved=self.step, release_at=self.release_at)

    def jobs(self, notice: Publication) -> Iterator[Job]:
        if self.release_at:
            yield Job(job=ISSUE, data={}, due=self.release_at)


class ApprovePublication(
    SpeakerCommand,
    states={PublicationState.CHECKED},
    requires=(speaks, written_by_others, *FIT_TO_PRINT),
    signed=True,
):
    """Approve a notice as the agency's spokesperson. If a release time is set, the register issues the notice at that
    time (Đ5.7.c)."""

    release_at: Annotated[
        datetime | None,
        Spec(doc="Time when the register issues the notice, at most 90 days ahead. Null to issue it by hand."),
    ] = None

    def decide(self, notice: Publication, facts: Facts) -> PublicationApproved:
        if self.release_at is not None and not facts.now < self.release_at <= facts.now + EMBARGO_MOST:
            raise Refused(invalid("release_at", "release-out-of-range", most=EMBARGO_MOST.days))
        return facts.record(PublicationApproved, self)


class PublicationIssued(Follows[Publication], type="publication.issued", topic=Topic.PUBLICATION_ISSUED):
    """The notice is public. `result` is the current result, if the result changed in any part since the draft."""

    at: datetime
    result: CaseResult | None = None

    def fold(self, notice: Publication) -> Publication:
        result = self.result or notice.result
        notice = replace(notice, state=PublicationState.ISSUED, result=result, release_change=None)
        return notice.showing(PublicChange.ISSUED, self.at)


def issued(notice: Publication, facts: Facts) -> PublicationIssued:
    """Return the event that publishes the approved result, with the current last day to complain."""
    result = told_now(notice, facts)
    return PublicationIssued(at=facts.now, result=None if result == notice.result else result)


class IssuePublication(
    SpeakerCommand,
    states={PublicationState.APPROVED, PublicationState.EMBARGOED},
    requires=(speaks, release_due, person_served, *FIT_TO_PRINT),
    signed=True,
):
    """Issue an approved notice now, but not before its release time (Đ4.5). To change that time, use
    `changePressNoticeRelease`."""

    def decide(self, notice: Publication, facts: Facts) -> PublicationIssued:
        return issued(notice, facts)


class IssueOnTime(
    PublicationCommand,
    states={PublicationState.EMBARGOED},
    additive=True,
    by={ActorKind.SYSTEM},
    requires=(release_due, person_served, *FIT_TO_PRINT),
):
    """Issue a notice whose release time has come (an act of the register itself)."""

    def decide(self, notice: Publication, facts: Facts) -> PublicationIssued:
        return issued(notice, facts)


EMBARGOED = frozenset({PublicationState.EMBARGOED})


def no_change_waits(notice: Publication, facts: Facts) -> Problem | None:
    """No other change of the release time waits to be confirmed."""
    return RuleNotMet(code="release-change-waits") if notice.release_change else None


def change_waits(notice: Publication, facts: Facts) -> Problem | None:
    """A change of the release time waits to be confirmed."""
    return None if notice.release_change else RuleNotMet(code="no-release-change")


def asked_by_another(notice: Publication, facts: Facts) -> Problem | None:
    """Another person requested the change of the release time (G5)."""
    return second_person(notice.release_change.step.officer, facts) if notice.release_change else None


def time_ahead(notice: Publication, facts: Facts) -> Problem | None:
    """The requested release time, if there is one, is in the future."""
    asked = notice.release_change.release_at if notice.release_change else None
    return RuleNotMet(code="release-change-late") if asked is not None and asked <= facts.now else None


class ReleaseChangeAsked(Follows[Publication], type="publication.release-change-asked"):
    change: ReleaseChange

    def fold(self, notice: Publication) -> Publication:
        return replace(notice, release_change=self.change)


class ChangeRelease(WriterCommand, states=EMBARGOED, requires=(no_change_waits,)):
    """Request another release time of an embargoed notice, or the end of its embargo. Another person must confirm the
    change (G5)."""

    reasons: Annotated[str, Words(doc="Reasons why the approved release time should change.", least=20, most=2_000)]
    release_at: Annotated[
        datetime | None, Spec(doc="New release time, at most 90 days ahead. Null to lift the embargo.")
    ] = None

    def decide(self, notice: Publication, facts: Facts) -> ReleaseChangeAsked:
        if self.release_at is not None and not facts.now < self.release_at <= facts.now + EMBARGO_MOST:
            raise Refused(invalid("release_at", "release-out-of-range", most=EMBARGO_MOST.days))
        return ReleaseChangeAsked(change=facts.record(ReleaseChange, self))


class ReleaseChanged(Follows[Publication], type="publication.release-changed"):
    step: Step
    release_at: datetime | None = None

    def fold(self, notice: Publication) -> Publication:
        waits = PublicationState.EMBARGOED if self.release_at else PublicationState.APPROVED
        return replace(notice, state=waits, release_at=self.release_at, release_change=None)

    def jobs(self, notice: Publication) -> Iterator[Job]:
        if self.release_at:
            yield Job(job=ISSUE, data={}, due=self.release_at)


class ConfirmRelease(SpeakerCommand, states=EMBARGOED, requires=(change_waits, asked_by_another, speaks, time_ahead)):
    """Confirm a change of the release time, as a spokesperson who did not request it (G5)."""

    def decide(self, notice: Publication, facts: Facts) -> ReleaseChanged:
        return ReleaseChanged(step=facts.step(), release_at=required(notice.release_change).release_at)


class ReleaseKept(Follows[Publication], type="publication.release-kept"):
    step: Step

    def fold(self, notice: Publication) -> Publication:
        return replace(notice, release_change=None)


class KeepRelease(WriterCommand, states=EMBARGOED, writes=ReleaseKept, requires=(change_waits,)):
    """Refuse a change of the release time, or withdraw your own request. The approved time remains in force."""

    reasons: Annotated[str, Words(doc="Reasons why the approved release time remains.", least=10, most=2_000)]
