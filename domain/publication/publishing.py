"""Bringing a notice before the public: approved by a second person, issued now or on time (Đ4.5, G5, G6)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated

from domain.case.state.publication_link import PublicationState
from domain.kernel.actor import ActorKind
from domain.kernel.event import Follows
from domain.kernel.fields import Spec
from domain.kernel.job import Job
from domain.kernel.refusals import Guard, Problem, Refused, RuleNotMet, invalid, unguarded
from domain.kernel.step import Step
from domain.kernel.topic import Topic
from domain.press_question.mandates import speaking
from domain.publication.command import PublicationCommand, SpeakerCommand
from domain.publication.ground import FIT_TO_PRINT, told_now
from domain.publication.state import CaseResult, Publication, PublicChange
from domain.rules.facts import Facts
from domain.rules.guards import actor_among

EMBARGO_MOST = timedelta(days=90)
ISSUE = "issue-publication"


def written_by_others(notice: Publication, facts: Facts) -> Problem | None:
    """Other persons wrote the words and answered for the findings in them (G5)."""
    among = actor_among(notice.authors, facts)
    return unguarded(Guard.G5_TWO_PERSONS, "second-person-needed") if among else None


def speaks(notice: Publication, facts: Facts) -> Problem | None:
    """The actor speaks for the agency whose notice it is, in its case (Đ5.7.c)."""
    return speaking(notice.agency, notice.case, facts)


def release_due(notice: Publication, facts: Facts) -> Problem | None:
    """The release time has come, if there is one."""
    return RuleNotMet(code="embargo-runs") if notice.release_at and facts.now < notice.release_at else None


class PublicationApproved(Follows[Publication], type="publication.approved"):
    """The spokesperson approved it; with `release_at` it waits for that moment."""

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
    """Approve a notice as the agency's spokesperson. With a release time the register issues it then (Đ5.7.c)."""

    release_at: Annotated[
        datetime | None,
        Spec(doc="When the register issues the notice, at most 90 days ahead. Null to issue it by hand."),
    ] = None

    def decide(self, notice: Publication, facts: Facts) -> PublicationApproved:
        if self.release_at is not None and not facts.now < self.release_at <= facts.now + EMBARGO_MOST:
            raise Refused(invalid("release_at", "release-out-of-range", most=EMBARGO_MOST.days))
        return facts.record(PublicationApproved, self)


class PublicationIssued(Follows[Publication], type="publication.issued", topic=Topic.PUBLICATION_ISSUED):
    """The public can read it; `result` is the result at that moment, if something of it changed."""

    at: datetime
    result: CaseResult | None = None

    def fold(self, notice: Publication) -> Publication:
        result = self.result or notice.result
        notice = replace(notice, state=PublicationState.ISSUED, result=result, release_change=None)
        return notice.showing(PublicChange.ISSUED, self.at)


def issued(notice: Publication, facts: Facts) -> PublicationIssued:
    """The very result that was approved, with the last day to complain that holds now."""
    result = told_now(notice, facts)
    return PublicationIssued(at=facts.now, result=None if result == notice.result else result)


class IssuePublication(
    SpeakerCommand,
    states={PublicationState.APPROVED, PublicationState.EMBARGOED},
    requires=(speaks, release_due, *FIT_TO_PRINT),
    signed=True,
):
    """Issue an approved notice now, not before its release time (Đ4.5). See `changeRelease`."""

    def decide(self, notice: Publication, facts: Facts) -> PublicationIssued:
        return issued(notice, facts)


class IssueOnTime(
    PublicationCommand,
    states={PublicationState.EMBARGOED},
    additive=True,
    by={ActorKind.SYSTEM},
    requires=(release_due, *FIT_TO_PRINT),
):
    """Issue a notice whose moment of release has come (an act of the register itself)."""

    def decide(self, notice: Publication, facts: Facts) -> PublicationIssued:
        return issued(notice, facts)
