"""Proofs of being the person concerned by the content: control of the content, or the receipt of a letter (Đ2.2).

The public pages give every visitor a word of the register, with a separate code (`store/keys/master.py`). The person
concerned writes the word at a place that only this person can edit, or on the receipt of the letter. One officer adds a
capture of the word, or the receipt, as evidence. Another officer reads and records the word, for an agency other than
the one that asked. From then on the holder of the word's code answers as the person concerned. Officers can read the
code of the question in the record, so that the code of the question proves nothing. Another person of another agency
can withdraw a proof.
"""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import timedelta
from typing import Annotated

from domain.case.codes import read_word
from domain.case.command import CaseCommand, CaseEvent
from domain.case.concerned import watching
from domain.case.guards import member, not_concerned, this_cycle
from domain.case.hearing import (
    OPEN,
    answerable,
    hearing_named,
    newest_hearing,
    shown_to_be_the_person,
    some_hearing_answerable,
)
from domain.case.state.case import Case, with_row
from domain.case.state.evidence import EvidenceItem, EvidenceKind
from domain.case.state.hearing import Hearing, HearingAnswer, HearingLook, HearingProof, HearingWay, WordPlace
from domain.kernel.actor import ActorKind
from domain.kernel.event import Step
from domain.kernel.fields import Ref, Spec, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import Guard, Problem, Refused, RuleNotMet, invalid, unguarded
from domain.kernel.vocabulary import OFFICERS, Post
from domain.kernel.wording import Exempt
from domain.rules.facts import Facts
from domain.rules.guards import demand, not_of, required, room_for, second_person, some_of, still_runs

PROOFS_MOST = 10
LOOK_DAYS, ANSWER_DAYS = 3, 3
"""Working days for a check of the content, and for an answer after a proof. Both are choices of this register."""
LOOKS_APART = timedelta(hours=24)
"""Least time between two requests for a check. One check covers all words that anybody wrote at the content."""
WORD = Words(doc="The register's word, as it appears at the content.", most=20, sealed=False, exempt=Exempt.ACCOUNT)
Said = tuple[HearingAnswer, ...]
TO_ONE_PERSON = frozenset({HearingWay.LETTER, HearingWay.AT_CONTENT})
"""Ways that give the code of the question to one person. In other ways anybody with the address obtains the code."""


def proofs(case: Case) -> tuple[HearingProof, ...]:
    """The proofs in the hearing that accepts answers."""
    hearing = answerable(case)
    return hearing.proofs if hearing else ()


def of_another_agency(case: Case, facts: Facts) -> Problem | None:
    """The actor has no post in the lead agency, nor in the agency that asked the person concerned (G5)."""
    hearing = newest_hearing(case)
    own = not_of((case.lead, *((hearing.asked.agency,) if hearing else ())), facts)
    return unguarded(Guard.G5_TWO_PERSONS, "another-agency-looks") if own else None


def not_the_asker(case: Case, facts: Facts) -> Problem | None:
    """The actor did not ask the person concerned (G5)."""
    hearing = newest_hearing(case)
    return second_person(hearing.asked.officer, facts) if hearing else None


def code_of_one_person(case: Case, facts: Facts) -> Problem | None:
    """The code of the question was given to one person only."""
    hearing = answerable(case)
    shown = hearing is None or (hearing.way in TO_ONE_PERSON and hearing.code is not None)
    return None if shown else RuleNotMet(code="code-for-everybody")


def no_look_pending(case: Case, facts: Facts) -> Problem | None:
    """No check is pending, and none was requested in the last 24 hours, unless the time to answer ends within a day.

    The exception ensures that a stranger's request cannot prevent the last check.
    """
    hearing = answerable(case)
    if hearing is None or hearing.look is None:
        return None
    again = hearing.look.asked_at + LOOKS_APART
    last = hearing.answer_by is not None and facts.now < hearing.answer_by <= again
    waits = hearing.look.done is None or (facts.now < again and not last)
    return RuleNotMet(code="look-asked-already") if waits else None


class HearingLookAsked(CaseEvent, type="case.hearing-look-asked"):
    hearing: str
    look: HearingLook

    def fold(self, case: Case) -> Case:
        return with_row(case, "hearings", self.hearing, look=self.look)


class AskForLook(
    CaseCommand,
    additive=True,
    by={ActorKind.PUBLIC},
    states=OPEN,
    requires=(some_hearing_answerable, no_look_pending),
):
    """State that you wrote the register's word at the content, so that an agency checks it. You need no account."""

    placed: Annotated[bool, Spec(doc="Declaration that the word can be read at the content now. Must be true.")]

    def decide(self, case: Case, facts: Facts) -> HearingLookAsked:
        hearing = required(answerable(case))
        if not self.placed:
            raise Refused(invalid("placed", "word-not-placed"))
        due_at = facts.registry.calendar.due(facts.now, LOOK_DAYS)
        return HearingLookAsked(hearing=hearing.id, look=HearingLook(asked_at=facts.now, due_at=due_at))


class HearingProven(CaseEvent, type="case.hearing-proven"):
    hearing: str
    proof: HearingProof

    def fold(self, case: Case) -> Case:
        """Turn the statements under the proven mark into answers of the person concerned, and complete the requested
        check."""
        hearing = hearing_named(case, self.hearing)
        look = hearing.look if self.proof.place is None else None
        case = with_row(case, "hearings", hearing.id, proofs=(*hearing.proofs, self.proof), look=look)
        return _each_hearing(case, lambda row: _to_answers(row, self.proof.mark))


def _each_hearing(case: Case, changed: Callable[[Hearing], Hearing]) -> Case:
    rows = tuple(changed(row) if row.cycle == case.cycle else row for row in case.hearings)
    return replace(case, hearings=rows)


def _to_answers(hearing: Hearing, mark: str) -> Hearing:
    rest, moved = _parted(hearing.statements, mark)
    return replace(hearing, answers=_in_order(hearing.answers, moved), statements=rest)


def _to_statements(hearing: Hearing, mark: str) -> Hearing:
    rest, moved = _parted(hearing.answers, mark)
    return replace(hearing, answers=rest, statements=_in_order(hearing.statements, moved))


def _parted(rows: Said, mark: str) -> tuple[Said, Said]:
    return tuple(row for row in rows if row.mark != mark), tuple(row for row in rows if row.mark == mark)


def _in_order(rows: Said, moved: Said) -> Said:
    return tuple(sorted((*rows, *moved), key=lambda row: row.at))


class HearingLooked(CaseEvent, type="case.hearing-looked"):
    hearing: str
    step: Step

    def fold(self, case: Case) -> Case:
        hearing = hearing_named(case, self.hearing)
        look = hearing.look or HearingLook(asked_at=self.step.at, due_at=self.step.at)
        return with_row(case, "hearings", hearing.id, look=replace(look, done=self.step))


class ProofCommand(CaseCommand, scope=Scope.CASE_VERIFY, states=OPEN, additive=True):
    """Command on a proof of being the person concerned."""


BY_ANOTHER = (not_concerned, of_another_agency, not_the_asker, room_for(proofs, PROOFS_MOST, "too-many-proofs"))


class Looking(CaseCommand, states=OPEN, additive=True, requires=(some_hearing_answerable,)):
    """Check of the content for the register's word."""

    word: Annotated[
        str | None,
        replace(WORD, doc="The register's word, as it appears at the content; null if no word was seen."),
    ] = None
    place: Annotated[
        WordPlace | None,
        Spec(
            doc=(
                "Place of the word; null if no word was seen. A comment is not a valid place, because anybody can "
                "write a comment."
            )
        ),
    ] = None
    evidence: Annotated[
        str | None,
        Ref(
            doc=(
                "Capture of the word, which another person added to the case as evidence after the question. Null if "
                "no word was seen."
            ),
            to="evidence",
        ),
    ] = None
    note: Annotated[
        str,
        Words(
            doc=("Place, time and result of your look at the content; or the reason why the content cannot be viewed."),
            least=10,
            most=1_000,
        ),
    ]

    def _looked(self, case: Case, facts: Facts) -> HearingProven | HearingLooked:
        hearing = required(answerable(case))
        step = facts.step(note="note")
        if self.word is None:
            return HearingLooked(hearing=hearing.id, step=step)
        if self.place is None:
            raise Refused(invalid("place", "field-needed"))
        capture = _evidence(hearing, self.evidence, {EvidenceKind.CAPTURE}, case, facts)
        return _proven(case, hearing, self.word, capture, facts, self.place)


class RecordLook(Looking, scope=Scope.CASE_VERIFY, posts={Post.HANDLER}, requires=(member, *BY_ANOTHER)):
    """Record whether you saw the register's word at the content (Đ2.2). If you saw it, the person who received the word
    can answer as the person concerned."""

    def decide(self, case: Case, facts: Facts) -> HearingProven | HearingLooked:
        """Record the check. If a word was seen, its place is required, and a capture that another person added."""
        return self._looked(case, facts)


def look_overdue(case: Case, facts: Facts) -> Problem | None:
    """A check for the register's word is pending, and the agencies of the case let the term of the check expire."""
    hearing = answerable(case)
    look = hearing.look if hearing else None
    if look is None or look.done is not None:
        return RuleNotMet(code="no-look-awaited")
    return still_runs(look.due_at, facts, look.asked_at)


class RecordLateLook(
    Looking,
    scope=Scope.CASE_READ_OWN,
    posts=OFFICERS | {Post.INSPECTOR},
    by={ActorKind.PERSON},
    requires=(watching, look_overdue, *BY_ANOTHER),
):
    """Record a check for the register's word that the agencies of the case did not make in time (Đ2.2, Đ5.1.h). You act
    for the People's Committee or an inspecting body."""

    def decide(self, case: Case, facts: Facts) -> HearingProven | HearingLooked:
        """Record the late check in the same way as a timely check."""
        return self._looked(case, facts)


class RecordHandover(
    ProofCommand,
    posts={Post.HANDLER},
    requires=(
        some_hearing_answerable,
        member,
        code_of_one_person,
        *BY_ANOTHER,
    ),
):
    """Record the register's word that the person wrote on the receipt of the letter, or in reply to the message (Đ2.2).

    The person who received the word can then answer as the person concerned.
    """

    word: Annotated[str, WORD]
    evidence: Annotated[
        str,
        Ref(
            doc=(
                "The receipt or the reply with the word, which another person added to the case as evidence after "
                "the question."
            ),
            to="evidence",
        ),
    ]
    note: Annotated[
        str, Words(doc=("How the letter was handed over, and the evidence of the handover."), least=10, most=1_000)
    ]

    def decide(self, case: Case, facts: Facts) -> HearingProven:
        hearing = required(answerable(case))
        receipt = _evidence(hearing, self.evidence, frozenset(EvidenceKind), case, facts)
        return _proven(case, hearing, self.word, receipt, facts)


def _evidence(
    hearing: Hearing, id: str | None, kinds: Collection[EvidenceKind], case: Case, facts: Facts
) -> EvidenceItem:
    """Return the evidence of a proof.

    The evidence must be newer than the question, used for no other proof, and added by another person. Raises Refused
    otherwise.
    """
    item = next((row for row in case.evidence if row.id == id), None)
    used = any(proof.evidence == id for row in case.hearings for proof in row.proofs)
    if item is None or used or item.kind not in kinds or item.at < hearing.asked.at:
        raise Refused(invalid("evidence", "proof-evidence"))
    demand((added_by_another,), item, case, facts)
    return item


def added_by_another(item: EvidenceItem, case: Case, facts: Facts) -> Problem | None:
    """Another person added the capture or the receipt (G5)."""
    return second_person(item.officer, facts)


def _proven(
    case: Case, hearing: Hearing, word: str, evidence: EvidenceItem, facts: Facts, place: WordPlace | None = None
) -> HearingProven:
    mark = read_word(word)
    if mark is None:
        raise Refused(invalid("word", "word-mistyped"))
    if shown_to_be_the_person(case, mark):
        raise Refused(RuleNotMet(code="proof-there-already"))
    proof = HearingProof(
        id=facts.new_id,
        mark=mark,
        place=place,
        recorded=facts.step(note="note"),
        evidence=evidence.id,
        answer_by=facts.registry.calendar.due(facts.now, ANSWER_DAYS),
    )
    return HearingProven(hearing=hearing.id, proof=proof)


class HearingProofWithdrawn(CaseEvent, type="case.hearing-proof-withdrawn"):
    hearing: str
    proof: str
    step: Step

    def fold(self, case: Case) -> Case:
        """Move the answers under the mark back to the statements."""
        hearing = hearing_named(case, self.hearing)
        rows = [replace(row, withdrawn=self.step) if row.id == self.proof else row for row in hearing.proofs]
        [mark] = (row.mark for row in rows if row.id == self.proof)
        case = with_row(case, "hearings", hearing.id, proofs=tuple(rows))
        return _each_hearing(case, lambda row: _to_statements(row, mark))


def recorded_by_another(proof: HearingProof, case: Case, facts: Facts) -> Problem | None:
    """Another person recorded the proof (G5)."""
    return second_person(proof.recorded.officer, facts)


def unwithdrawn(case: Case) -> tuple[HearingProof, ...]:
    """The proofs of this cycle that nobody withdrew."""
    return tuple(proof for row in this_cycle(case.hearings, case) for proof in row.proven)


def some_proof(case: Case, facts: Facts) -> Problem | None:
    """Somebody was proven to be the person concerned."""
    return None if unwithdrawn(case) else RuleNotMet(code="no-proof")


class WithdrawProof(
    ProofCommand,
    posts=OFFICERS,
    requires=(member, not_concerned, of_another_agency, some_proof, some_of(unwithdrawn, recorded_by_another)),
):
    """Withdraw a proof, because a stranger wrote the word or the letter went to somebody else (Đ2.2)."""

    proof: Annotated[str, Ref(doc="Id of the proof.", to="hearings.proofs")]
    reasons: Annotated[str, Words(doc="Evidence that the proof is wrong.", least=20, most=2_000)]

    def decide(self, case: Case, facts: Facts) -> HearingProofWithdrawn:
        """Withdraw the proof. Raises Refused if the actor belongs to the lead agency or recorded the proof."""
        for row in this_cycle(case.hearings, case):
            for proof in row.proven:
                if proof.id == self.proof:
                    demand((recorded_by_another,), proof, case, facts)
                    return HearingProofWithdrawn(hearing=row.id, proof=proof.id, step=facts.step(note="reasons"))
        raise Refused(invalid("proof", "proof-unknown"))
