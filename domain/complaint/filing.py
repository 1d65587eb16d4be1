"""Complaints by anybody who has the code of the act, and messages with the code of the complaint (Luật Khiếu nại;
Đ4.4).

An examination hears both sides (Điều 29, 30). The complainant does not have to state a name.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated

from domain.case.attachments import FILE_NAME, UPLOAD, attached
from domain.case.codes import code_acts
from domain.case.guards import about_no_other_place
from domain.complaint.acts import agency_of_act, done_on, file_term, kind_of_act
from domain.complaint.command import ComplainantCommand, ExaminerCommand, RedressEvent, overdue_after
from domain.complaint.state import (
    FIRST,
    UNANSWERED,
    Coercion,
    ContestedDecision,
    ContestedKind,
    Message,
    Redress,
    RedressState,
    StreamAct,
)
from domain.complaint.terms import Deadline, Stage, deadline_from
from domain.kernel.actor import ActorKind
from domain.kernel.calendar import local_date
from domain.kernel.event import Begins, Job, Sealed, filled
from domain.kernel.fields import ContactText, Spec, Words
from domain.kernel.refusals import Refused, invalid
from domain.kernel.vocabulary import Kind
from domain.kernel.wording import Exempt
from domain.rules.command import OpeningCommand
from domain.rules.facts import Facts
from domain.rules.guards import room_for

TEXT_LEAST, TEXT_MOST, CONTACT_MOST, CODE_MOST = 20, 10_000, 300, 20
COERCIONS_MOST = 3
"""Most times that one withdrawn complaint can be resumed."""


class RedressFiled(Begins[Redress], type="redress.filed"):
    code: str
    case: str
    decision: str
    cycle: int
    agency: str
    at: datetime
    ticket: str
    text: Sealed
    accept_by: Deadline
    filed_late: bool = False
    remote: bool = False
    contact: str | None = None
    known_on: date | None = None
    file_by: Deadline | None = None
    about: ContestedKind = ContestedKind.DECISION
    subject: str | None = None

    def begin(self, id: str) -> Redress:
        return filled(Redress, self, id=id, state=RedressState.FILED, examining=self.agency)

    def jobs(self, redress: Redress) -> Iterator[Job]:
        return overdue_after(self.accept_by)


class FileRedress(OpeningCommand, kind=Kind.REDRESS, by={ActorKind.PUBLIC}, needs=(ContestedDecision,)):
    """Complain about an act: a decision, a transfer to the police, a notice to the press or a refused request about
    your data. You can also complain about a measure on an agency's own page. You need no account."""

    decision: Annotated[
        str,
        Words(
            doc="Public code of the decision, measure, transfer, notice or refusal.",
            most=CODE_MOST,
            sealed=False,
            exempt=Exempt.ACCOUNT,
        ),
    ]
    text: Annotated[
        str,
        Words(
            doc="Your objections to the decision, and your request.",
            least=TEXT_LEAST,
            most=TEXT_MOST,
            exempt=Exempt.REPORTED,
        ),
    ]
    known_on: Annotated[
        date | None,
        Spec(
            doc="Day on which you came to know of the decision, if nobody delivered it to you. Your time to complain "
            "runs from then. Today, if you leave it out."
        ),
    ] = None
    contact: Annotated[
        str | None,
        ContactText(
            doc="How to reach you, if you wish. The agency that you complain about never sees it.", most=CONTACT_MOST
        ),
    ] = None

    def decide(self, state: None, facts: Facts) -> RedressFiled:
        """File the complaint, even a late one. The agency that receives it decides on lateness, with reasons."""
        contested = facts.known(ContestedDecision)
        if contested is None:
            raise Refused(invalid("decision", "decision-unknown"))
        case, act, today = contested.case, contested.decision, local_date(facts.now)
        known_on = self.known_on or today
        if known_on > today:
            raise Refused(invalid("known_on", "in-the-future"))
        if known_on < done_on(act):
            raise Refused(invalid("known_on", "date-too-early", earliest=done_on(act).isoformat()))
        term = file_term(case, act, facts.registry, known_on)
        remote = facts.registry.remote(case.areas)
        return facts.record(
            RedressFiled,
            self,
            case=case.id,
            decision=act.public_code or "",
            cycle=act.cycle,
            agency=facts.registry.heir(agency_of_act(act), today),
            ticket=facts.ticket,
            accept_by=deadline_from(Stage.ACCEPT, facts.now, facts.registry, remote=remote),
            filed_late=facts.now >= term.due.due_at,
            remote=remote,
            file_by=term.due,
            about=kind_of_act(act),
            subject=act.stream if isinstance(act, StreamAct) else None,
        )


class RedressWithdrawn(RedressEvent, type="redress.withdrawn", state=RedressState.WITHDRAWN, sets={"ended_at": "at"}):
    at: datetime


class WithdrawRedress(ComplainantCommand, states=UNANSWERED, requires=(code_acts,), writes=RedressWithdrawn):
    """Withdraw a complaint."""


class RedressTakenUpAgain(RedressEvent, type="redress.taken-up-again"):
    """A complaint that was withdrawn under threat or coercion is resumed (Luật Khiếu nại, Điều 10, as amended by Luật
    136/2025)."""

    coercion: Coercion
    accept_by: Deadline

    def fold(self, redress: Redress) -> Redress:
        """Return the complaint as newly filed at its level. Its terms begin again."""
        return replace(
            redress,
            state=RedressState.FILED if redress.level == FIRST else RedressState.SECOND_LEVEL,
            coercions=(*redress.coercions, self.coercion),
            accept_by=self.accept_by,
            decide_by=None,
            ended_at=None,
        )

    def jobs(self, redress: Redress) -> Iterator[Job]:
        return overdue_after(self.accept_by)


class TakeUpRedressAgain(
    ComplainantCommand,
    states={RedressState.WITHDRAWN},
    requires=(code_acts, room_for("coercions", COERCIONS_MOST, "taken-up-before")),
):
    """Resume a complaint that you withdrew under threat or coercion. You do not have to prove the threat first."""

    text: Annotated[
        str,
        Words(
            doc="The reason why you withdrew the complaint. The examiner reads this text.",
            least=TEXT_LEAST,
            most=TEXT_MOST,
            exempt=Exempt.REPORTED,
        ),
    ]

    def decide(self, redress: Redress, facts: Facts) -> RedressTakenUpAgain:
        due = deadline_from(Stage.ACCEPT, facts.now, facts.registry, remote=redress.remote)
        return RedressTakenUpAgain(coercion=facts.record(Coercion, self), accept_by=due)


MESSAGES_MOST = 50
"""Most questions of examiners, and most messages of the complainant. The two are counted separately."""
ASK_MOST = 5_000
TAKEN_UP = frozenset({RedressState.ACCEPTED, RedressState.EXAMINING})


def questions(redress: Redress) -> tuple[Message, ...]:
    """The questions of examiners to the complainant."""
    return tuple(row for row in redress.messages if row.officer is not None)


def written(redress: Redress) -> tuple[Message, ...]:
    """The messages of the complainant."""
    return tuple(row for row in redress.messages if row.officer is None)


class ComplainantAsked(RedressEvent, type="redress.asked", appends="messages"):
    message: Message


class AskComplainant(
    ExaminerCommand, states=TAKEN_UP, requires=(room_for(questions, MESSAGES_MOST, "too-many-messages"),)
):
    """Ask the complainant a question. The complainant reads and answers the question with the code."""

    text: Annotated[str, Words(doc="The question, for the person to read.", least=10, most=ASK_MOST)]

    def decide(self, redress: Redress, facts: Facts) -> ComplainantAsked:
        """Record the question. Raises Refused for a text with an address, because opening it could expose the
        complainant."""
        about_no_other_place(self, facts, "text")
        return ComplainantAsked(message=facts.record(Message, self, level=redress.level))


class ComplainantWrote(RedressEvent, type="redress.wrote", appends="messages"):
    message: Message


class WriteToExaminer(
    ComplainantCommand,
    states=UNANSWERED,
    requires=(code_acts, room_for(written, MESSAGES_MOST, "too-many-messages")),
):
    """Write to the person who examines your complaint: an answer, or additional information."""

    text: Annotated[str, Words(doc="Your message.", least=2, most=TEXT_MOST, exempt=Exempt.REPORTED)]
    upload: Annotated[str | None, UPLOAD] = None
    file_name: Annotated[str | None, FILE_NAME] = None

    def decide(self, redress: Redress, facts: Facts) -> ComplainantWrote:
        already = (message.attachment for message in redress.messages)
        message = Message(
            at=facts.now,
            text=facts.sealed["text"],
            level=redress.level,
            attachment=attached(self.upload, self.file_name, redress.id, already, facts),
        )
        return ComplainantWrote(message=message)
