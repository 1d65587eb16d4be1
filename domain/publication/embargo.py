"""Changing or lifting an embargo: one asks with a reason, a spokesperson who is another confirms it (Đ5.7.c, G5)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from domain.case.state.publication_link import PublicationState
from domain.kernel.event import Follows
from domain.kernel.fields import Spec, Words
from domain.kernel.job import Job
from domain.kernel.refusals import Problem, Refused, RuleNotMet, invalid
from domain.kernel.step import Step
from domain.publication.command import SpeakerCommand, WriterCommand
from domain.publication.publishing import EMBARGO_MOST, ISSUE, speaks
from domain.publication.state import Publication, ReleaseChange
from domain.rules.facts import Facts
from domain.rules.guards import second_person

EMBARGOED = frozenset({PublicationState.EMBARGOED})


def no_change_waits(notice: Publication, facts: Facts) -> Problem | None:
    """No other change of the release time waits to be confirmed."""
    return RuleNotMet(code="release-change-waits") if notice.release_change else None


def change_waits(notice: Publication, facts: Facts) -> Problem | None:
    """A change of the release time waits to be confirmed."""
    return None if notice.release_change else RuleNotMet(code="no-release-change")


def asked_by_another(notice: Publication, facts: Facts) -> Problem | None:
    """Another person asked for the change (G5)."""
    return second_person(notice.release_change.step.officer, facts) if notice.release_change else None


def time_ahead(notice: Publication, facts: Facts) -> Problem | None:
    """The release time that was asked for lies ahead, if there is one."""
    asked = notice.release_change.release_at if notice.release_change else None
    return RuleNotMet(code="release-change-late") if asked is not None and asked <= facts.now else None


class ReleaseChangeAsked(Follows[Publication], type="publication.release-change-asked"):
    change: ReleaseChange

    def fold(self, notice: Publication) -> Publication:
        return replace(notice, release_change=self.change)


class ChangeRelease(WriterCommand, states=EMBARGOED, requires=(no_change_waits,)):
    """Ask for another release time of an embargoed notice, or to lift the embargo. Another person confirms it (G5)."""

    reasons: Annotated[str, Words(doc="Why the approved time no longer holds.", least=20, most=2_000)]
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
    """Confirm a change of the release time, as a spokesperson who did not ask for it (G5)."""

    def decide(self, notice: Publication, facts: Facts) -> ReleaseChanged:
        assert notice.release_change is not None  # required
        return ReleaseChanged(step=facts.step(), release_at=notice.release_change.release_at)


class ReleaseKept(Follows[Publication], type="publication.release-kept"):
    step: Step

    def fold(self, notice: Publication) -> Publication:
        return replace(notice, release_change=None)


class KeepRelease(WriterCommand, states=EMBARGOED, writes=ReleaseKept, requires=(change_waits,)):
    """Refuse a change of the release time, or take your own request back: the approved time stays."""

    reasons: Annotated[str, Words(doc="Why the approved time stays.", least=10, most=2_000)]
