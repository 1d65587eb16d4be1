"""Answers to the question of a hearing: the person's, and the statements of anybody else (Đ2.2).

Whoever knows the address of the content can say something. That is shown to officers as a list of its own: it answers
for nobody, ends no hearing, and no rule counts it. A proof moves what was said under its mark to the answers.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Annotated

from domain.case.attachments import FILE_NAME, STATEMENT_FILE_MOST, UPLOAD, attached
from domain.case.codes import read_word
from domain.case.command import CaseCommand, CaseEvent
from domain.case.guards import this_cycle
from domain.case.hearing import OPEN, answerable, some_hearing_answerable
from domain.case.notification import ToldToLead, told
from domain.case.state.case import Case
from domain.case.state.hearing import Hearing, HearingAnswer
from domain.kernel.actor import ActorKind
from domain.kernel.fields import Words
from domain.kernel.impersonal import Exempt
from domain.kernel.job import Job
from domain.kernel.refusals import Problem, Refused, invalid
from domain.rules.facts import Facts
from domain.rules.requirement import room_in

ANSWERS_MOST = 10
"""Answers by one mark."""
STATEMENTS_DAY_MOST, STATEMENTS_MOST = 20, 200
"""Statements to one question that are taken in 24 hours, and in all."""
DAY = timedelta(hours=24)
ANSWER_MOST = 10_000


def with_hearing(case: Case, changed: Hearing) -> Case:
    """The case with a hearing in the place of the one with its id."""
    return replace(case, hearings=tuple(changed if row.id == changed.id else row for row in case.hearings))


def hearing_named(case: Case, id: str) -> Hearing:
    return next(row for row in case.hearings if row.id == id)


def shown_to_be_the_person(case: Case, mark: str | None) -> bool:
    """Return whether a proof in this cycle says that who holds the mark is the person concerned.

    The code of a letter is no mark: officers read it in the record. A proof of it in old records keeps the answers of
    before, and nobody answers under it any more.
    """
    marks = {proof.mark for row in this_cycle(case.hearings, case) for proof in row.proven}
    return mark is not None and mark in marks and read_word(mark) is not None


class HearingAnswered(ToldToLead, type="case.hearing-answered"):
    hearing: str
    answer: HearingAnswer

    def fold(self, case: Case) -> Case:
        hearing = hearing_named(case, self.hearing)
        return with_hearing(case, replace(hearing, answers=(*hearing.answers, self.answer)))


class HearingStated(CaseEvent, type="case.hearing-stated"):
    """Somebody said something to the question, and was not shown to be the person concerned."""

    hearing: str
    statement: HearingAnswer

    def fold(self, case: Case) -> Case:
        hearing = hearing_named(case, self.hearing)
        return with_hearing(case, replace(hearing, statements=(*hearing.statements, self.statement)))

    def jobs(self, case: Case) -> Iterator[Job]:
        """Notify the lead agency of the first one only: a stranger can send many."""
        if len(hearing_named(case, self.hearing).statements) == 1:
            yield told(case.lead, self)


def room_to_speak(case: Case, facts: Facts) -> Problem | None:
    """There is room for one more answer of this person, or for one more statement today."""
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
    """Say something to the question of a hearing. You need no account.

    It is an answer of the person concerned once a proof shows that you are: the register's word was seen at the
    content, or on the receipt of the letter. Until then it is a statement, which binds nobody.
    """

    text: Annotated[
        str,
        Words(
            doc="What you say to it. The decision has to deal with an answer of the person concerned.",
            least=2,
            most=ANSWER_MOST,
            exempt=Exempt.REPORTED,
        ),
    ]
    upload: Annotated[str | None, UPLOAD] = None
    file_name: Annotated[str | None, FILE_NAME] = None

    def decide(self, case: Case, facts: Facts) -> HearingAnswered | HearingStated:
        """With the file that goes with it, if there is one; a small one without a proof."""
        hearing, mark = answerable(case), facts.actor.mark
        assert hearing is not None  # required
        shown = shown_to_be_the_person(case, mark)
        already = (row.attachment for row in (*hearing.answers, *hearing.statements) if row.mark == mark)
        attachment = attached(self, case.id, already, facts)
        said = facts.record(HearingAnswer, self, attachment=attachment, mark=mark)
        if shown:
            return HearingAnswered(hearing=hearing.id, answer=said)
        if attachment and attachment.file.size > STATEMENT_FILE_MOST:
            raise Refused(invalid("upload", "statement-file-size"))
        return HearingStated(hearing=hearing.id, statement=said)
