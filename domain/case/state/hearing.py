"""Hearing of the person concerned before a measure is proposed. Records, no rules. The answering person is not recorded
(X2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.case.state.evidence import Attachment
from domain.kernel.event import Sealed, Step


class HearingWay(StrEnum):
    """Way in which the person concerned was asked."""

    ADDRESS = "ADDRESS"
    """Shown on the public pages to a person who looks up the exact address of the content."""
    AT_CONTENT = "AT_CONTENT"
    """A message at the content, sent with the platform's own means and in the agency's name."""
    LETTER = "LETTER"
    """A letter to an address that the person published."""
    NOT_POSSIBLE = "NOT_POSSIBLE"
    """Nobody could be asked. The note gives the reason."""


class WordPlace(StrEnum):
    """Place where only the person who controls the content or account can write."""

    CONTENT = "CONTENT"
    """In the content itself, or as an edit of it."""
    OWN_SPACE = "OWN_SPACE"
    """In the account's own name or description, or in another post of the account."""


@dataclass(frozen=True, kw_only=True)
class HearingAnswer:
    """Answer to the question.

    `mark` is the register's word that the sender received. It is None for an answer with the code of the question
    alone, and in the oldest records. In some later records it is the code of a letter.
    """

    at: datetime
    text: Sealed
    attachment: Attachment | None = None
    mark: str | None = None


@dataclass(frozen=True, kw_only=True)
class HearingProof:
    """Proof that the holder of a mark is the person concerned, and the deadline of their answer.

    `place` is the place at which the word was seen; None for a receipt or a reply. `evidence` is the capture or the
    receipt.
    """

    id: str
    mark: str
    place: WordPlace | None = None
    recorded: Step
    evidence: str
    answer_by: datetime
    withdrawn: Step | None = None


@dataclass(frozen=True, kw_only=True)
class HearingLook:
    """Request to check the content for the register's word. `done` is the completed check, if the officer saw no word.

    `due_at` is the end of the agencies' term for the check. The request stays open until an officer checks.
    """

    asked_at: datetime
    due_at: datetime
    done: Step | None = None


@dataclass(frozen=True, kw_only=True)
class Hearing:
    """Question to the person concerned. The person receives `code`; None if nobody could be asked.

    `answers` come from the person concerned. `statements` come from senders without a proof, and have no effect. `look`
    is the newest request for a check.
    """

    id: str
    cycle: int
    way: HearingWay
    asked: Step
    question: Sealed
    code: str | None = None
    answer_by: datetime | None = None
    answers: tuple[HearingAnswer, ...] = ()
    statements: tuple[HearingAnswer, ...] = ()
    proofs: tuple[HearingProof, ...] = ()
    look: HearingLook | None = None

    @property
    def of_person(self) -> tuple[HearingAnswer, ...]:
        """Return the answers of the person concerned. In old records the list also contains answers from other people
        with the address."""
        return tuple(row for row in self.answers if row.mark or self.way is not HearingWay.ADDRESS)

    @property
    def proven(self) -> tuple[HearingProof, ...]:
        return tuple(proof for proof in self.proofs if proof.withdrawn is None)

    @property
    def look_held(self) -> HearingLook | None:
        """Return the pending check that was requested in time; None if no check is pending or the person has
        answered.
        """
        waits = self.look is not None and self.look.done is None and not self.of_person
        return self.look if waits and self.look and self.answer_by and self.look.asked_at < self.answer_by else None

    def runs(self, now: datetime) -> bool:
        """Return whether the hearing still waits for an answer, or for a check of the person's word."""
        return self.look_held is not None or any(now < end for _, end in self.terms())

    def terms(self) -> Iterator[tuple[datetime, datetime]]:
        """Yield the running terms: of the hearing, and of an answer after a proof."""
        if self.answer_by is None or self.of_person:
            return
        yield self.asked.at, self.answer_by
        yield from ((proof.recorded.at, proof.answer_by) for proof in self.proven)
