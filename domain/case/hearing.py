"""Hearing of the person concerned before a measure is proposed, and the answers and statements (Đ2.2).

The register does not search for the person (X2). The public pages show the question to visitors who enter the exact
address of the content. Officers can also post the question at the content with the platform's own means, or send it to
an address that the person published. Only a sender with a proof answers as the person concerned (`hearing_proofs.py`).
The register stores no identity with the answer. While an answer is awaited, nothing is proposed or decided. The
Regulation does not require a hearing; it is a choice of this register (docs/guides/public.md).

Anybody with the address of the content can make a statement. Officers see statements in a separate list. A statement is
no answer of the person concerned: it ends no hearing and affects no rule. After a proof, the statements under the
proven mark become answers.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated

from domain.case.attachments import FILE_NAME, STATEMENT_FILE_MOST, UPLOAD, attached, of_case
from domain.case.codes import public_code, read_word
from domain.case.command import CaseCommand, CaseEvent, ToldToLead, told
from domain.case.guards import (
    about_no_other_place,
    harms_person,
    led_by_actor,
    not_concerned,
    open_to_measures,
    this_cycle,
)
from domain.case.state.case import Case, CaseState, with_row
from domain.case.state.hearing import Hearing, HearingAnswer, HearingWay
from domain.case.state.measures import MILD, Measure
from domain.case.state.related import CaseAddresses
from domain.kernel.actor import ActorKind
from domain.kernel.event import Job
from domain.kernel.fields import Spec, Whole, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import Problem, Refused, RuleNotMet, invalid
from domain.kernel.vocabulary import Post
from domain.kernel.wording import Exempt
from domain.rules.facts import Facts
from domain.rules.guards import required, room_for, room_in

HEARINGS_MOST = 10
ANSWER_DAYS_LEAST, ANSWER_DAYS_MOST = 3, 60
"""Bounds of the answering term in working days. They are a choice of this register; no law sets them."""
OPEN = frozenset({CaseState.APPRAISED, CaseState.PROPOSED})
"""States in which an answer still affects the decision."""


def newest_hearing(case: Case) -> Hearing | None:
    """Return the last hearing of this cycle about the current claim; None without a hearing."""
    counting = (row for row in this_cycle(case.hearings, case) if not case.of_other_words(row.asked.at))
    return next(iter([*counting][-1:]), None)


def hearing_over(case: Case, facts: Facts) -> Problem | None:
    """No hearing waits for an answer of the person concerned, or for a check of the content that was requested in time
    (Đ2.2)."""
    newest = newest_hearing(case)
    if newest and newest.look_held:
        return RuleNotMet(code="look-awaited")
    terms, recounted = newest.terms() if newest else (), facts.registry.days.recounted
    return RuleNotMet(code="hearing-runs") if any(facts.now < recounted(*term) for term in terms) else None


def said_in_hearings(case: Case) -> bool:
    return any(row.of_person for row in this_cycle(case.hearings, case))


def said_since(case: Case, moment: datetime) -> bool:
    """Return whether the person concerned sent an answer, or proved to be that person, after an instant."""
    hearings = this_cycle(case.hearings, case)
    shown = {proof.mark for row in hearings for proof in row.proofs if proof.recorded.at > moment}
    return any(answer.at > moment or answer.mark in shown for row in hearings for answer in row.of_person)


def check_reply(case: Case, reply: str | None) -> None:
    """Raise Refused for a proposal that does not reply to the person's answer."""
    if said_in_hearings(case) and reply is None:
        raise Refused(invalid("reply", "reply-needed"))


def asked_or_told_why_not(case: Case) -> bool:
    """Return whether the person concerned was asked, or an officer recorded that asking the person was not possible.

    For content that harms a person this record is not enough: a second person must also give a reason.
    """
    newest = newest_hearing(case)
    return newest is not None and (newest.code is not None or not harms_person(case))


def check_heard(case: Case, measure: Measure, unheard: str | None) -> None:
    """Raise Refused if a restrictive measure is decided without a hearing, and without a reason for omitting the
    hearing."""
    if measure not in MILD and not asked_or_told_why_not(case) and unheard is None:
        raise Refused(invalid("unheard", "hearing-needed"))


class HearingOpened(CaseEvent, type="case.hearing-opened", appends="hearings"):
    hearing: Hearing


class OpenHearing(
    CaseCommand,
    scope=Scope.PROPOSAL_WRITE,
    posts={Post.HANDLER},
    states={CaseState.APPRAISED},
    needs=(CaseAddresses,),
    requires=(
        open_to_measures,
        led_by_actor,
        not_concerned,
        hearing_over,
        room_for("hearings", HEARINGS_MOST, "too-many-hearings"),
    ),
):
    """Ask the person concerned for an answer to the finding, before a measure is proposed (Đ2.2)."""

    way: Annotated[HearingWay, Spec(doc="Way in which an officer asks the person. The register itself sends nothing.")]
    question: Annotated[
        str,
        Words(
            doc=(
                "The statement that was found false, the measure under consideration, and your questions; for the "
                "person to read."
            ),
            least=20,
            most=5_000,
        ),
    ]
    note: Annotated[
        str,
        Words(doc="Proof that the person was asked, or the reason why that was not possible.", least=10, most=2_000),
    ]
    answer_days: Annotated[
        int, Whole(doc="Working days to answer.", least=ANSWER_DAYS_LEAST, most=ANSWER_DAYS_MOST)
    ] = 5

    def decide(self, case: Case, facts: Facts) -> HearingOpened:
        """Record the question. The hearing gets a code only if the person was asked.

        Raises Refused for an address that does not belong to the case.
        """
        about_no_other_place(self, facts, "question")
        if self.way is HearingWay.ADDRESS and case.url is None:
            raise Refused(invalid("way", "no-address-to-ask-at"))
        asked = self.way is not HearingWay.NOT_POSSIBLE
        hearing = facts.record(
            Hearing,
            self,
            case,
            asked=facts.step(note="note"),
            code=public_code(case, facts.new_id) if asked else None,
            answer_by=facts.registry.calendar.due(facts.now, self.answer_days) if asked else None,
        )
        return HearingOpened(hearing=hearing)


def answerable(case: Case) -> Hearing | None:
    """Return the hearing that accepts answers. It accepts late answers until a decision. Return None if no hearing
    accepts answers."""
    newest = newest_hearing(case)
    return newest if newest and newest.code else None


def some_hearing_answerable(case: Case, facts: Facts) -> Problem | None:
    """The person concerned was asked, and no decision was made since then."""
    return None if answerable(case) else RuleNotMet(code="no-hearing")


def open_by_address(case: Case) -> Hearing | None:
    """Return the hearing to show to a visitor who looks up the content's address; None if there is none to show."""
    current = answerable(case)
    shown = current is not None and current.way is HearingWay.ADDRESS and case.state in OPEN
    return current if shown and not case.hidden else None


ANSWERS_MOST = 10
"""Most answers under one mark."""
STATEMENTS_DAY_MOST, STATEMENTS_MOST = 20, 200
"""Most statements on one question in 24 hours, and in total."""
DAY = timedelta(hours=24)
ANSWER_MOST = 10_000


def hearing_named(case: Case, id: str) -> Hearing:
    return next(row for row in case.hearings if row.id == id)


def shown_to_be_the_person(case: Case, mark: str | None) -> bool:
    """Return whether a proof in this cycle identifies the holder of the mark as the person concerned.

    The code in a letter is not a mark, because officers can read that code in the record. An old record may contain a
    proof for the code of a letter. Its answers remain, but new answers are not accepted.
    """
    marks = {proof.mark for row in this_cycle(case.hearings, case) for proof in row.proven}
    return mark is not None and mark in marks and read_word(mark) is not None


class HearingAnswered(ToldToLead, type="case.hearing-answered"):
    hearing: str
    answer: HearingAnswer

    def fold(self, case: Case) -> Case:
        hearing = hearing_named(case, self.hearing)
        return with_row(case, "hearings", hearing.id, answers=(*hearing.answers, self.answer))


class HearingStated(CaseEvent, type="case.hearing-stated"):
    """A sender made a statement on the question, without a proof of being the person concerned."""

    hearing: str
    statement: HearingAnswer

    def fold(self, case: Case) -> Case:
        hearing = hearing_named(case, self.hearing)
        return with_row(case, "hearings", hearing.id, statements=(*hearing.statements, self.statement))

    def jobs(self, case: Case) -> Iterator[Job]:
        """Notify the lead agency of the first statement only, because strangers can send many statements."""
        if len(hearing_named(case, self.hearing).statements) == 1:
            yield told(case.lead, self)


def room_to_speak(case: Case, facts: Facts) -> Problem | None:
    """The person can send one more answer, or one more statement can be sent today."""
    hearing, mark = answerable(case), facts.actor.mark
    if hearing is None:
        return None
    rows = hearing.statements
    if shown_to_be_the_person(case, mark):
        own = [row for row in (*hearing.answers, *rows) if row.mark == mark]
        return room_in(own, ANSWERS_MOST, "too-many-said")
    of_the_day = [row for row in rows if row.at > facts.now - DAY]
    return room_in(of_the_day, STATEMENTS_DAY_MOST, "statements-of-the-day") or room_in(
        rows, STATEMENTS_MOST, "too-many-statements"
    )


class AnswerHearing(
    CaseCommand,
    additive=True,
    by={ActorKind.PUBLIC},
    states=OPEN,
    requires=(some_hearing_answerable, room_to_speak),
):
    """Answer the question of a hearing. You need no account.

    Your text counts as an answer of the person concerned after an officer has confirmed that you are that person. To
    prove it, write the register's word at the content or on the receipt of the letter. Before the confirmation your
    text is a statement, which does not bind the agencies.
    """

    text: Annotated[
        str,
        Words(
            doc="Your answer to the question. The decision has to deal with an answer of the person concerned.",
            least=2,
            most=ANSWER_MOST,
            exempt=Exempt.REPORTED,
        ),
    ]
    upload: Annotated[str | None, UPLOAD] = None
    file_name: Annotated[str | None, FILE_NAME] = None

    def decide(self, case: Case, facts: Facts) -> HearingAnswered | HearingStated:
        """Record the answer with its file. A sender without a proof may add only a small file."""
        hearing, mark = required(answerable(case)), facts.actor.mark
        shown = shown_to_be_the_person(case, mark)
        already = (row.attachment for row in (*hearing.answers, *hearing.statements) if row.mark == mark)
        attachment = attached(self.upload, self.file_name, case.id, already, facts, of_case(case))
        said = facts.record(HearingAnswer, self, attachment=attachment, mark=mark)
        if shown:
            return HearingAnswered(hearing=hearing.id, answer=said)
        if attachment and attachment.file.size > STATEMENT_FILE_MOST:
            raise Refused(invalid("upload", "statement-file-size"))
        return HearingStated(hearing=hearing.id, statement=said)
