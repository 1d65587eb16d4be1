"""Messages through the code: an examiner asks, the person who complained answers or adds something (Luật Khiếu nại).

Hearing both sides belongs to an examination (Điều 29, 30). Nobody has to give a name for it.
"""

from typing import Annotated

from domain.case.attachments import FILE_NAME, UPLOAD, attached
from domain.case.codes import code_acts
from domain.complaint.command import ComplainantCommand, ExaminerCommand, RedressEvent
from domain.complaint.filing import TEXT_MOST
from domain.complaint.state import UNANSWERED, Message, Redress, RedressState
from domain.kernel.fields import Words
from domain.kernel.impersonal import Exempt
from domain.rules.facts import Facts
from domain.rules.requirement import room_for

MESSAGES_MOST = 50
ASK_MOST = 5_000
TAKEN_UP = frozenset({RedressState.ACCEPTED, RedressState.EXAMINING})


class ComplainantAsked(RedressEvent, type="redress.asked", appends="messages"):
    message: Message


class AskComplainant(
    ExaminerCommand, states=TAKEN_UP, requires=(room_for("messages", MESSAGES_MOST, "too-many-messages"),)
):
    """Ask the person who complained. They read it with their code and answer there."""

    text: Annotated[str, Words(doc="The question, for the person to read.", least=10, most=ASK_MOST)]

    def decide(self, redress: Redress, facts: Facts) -> ComplainantAsked:
        return ComplainantAsked(message=facts.record(Message, self, level=redress.level))


class ComplainantWrote(RedressEvent, type="redress.wrote", appends="messages"):
    message: Message


class WriteToExaminer(
    ComplainantCommand,
    states=UNANSWERED,
    requires=(code_acts, room_for("messages", MESSAGES_MOST, "too-many-messages")),
):
    """Write to whoever examines your complaint: an answer, or something to add."""

    text: Annotated[str, Words(doc="Your message.", least=2, most=TEXT_MOST, exempt=Exempt.REPORTED)]
    upload: Annotated[str | None, UPLOAD] = None
    file_name: Annotated[str | None, FILE_NAME] = None

    def decide(self, redress: Redress, facts: Facts) -> ComplainantWrote:
        already = (message.attachment for message in redress.messages)
        message = Message(
            at=facts.now,
            text=facts.sealed["text"],
            level=redress.level,
            attachment=attached(self, redress.id, already, facts),
        )
        return ComplainantWrote(message=message)
