"""Messages through the code of a report: an agency asks, and the reporter answers or adds information (Đ3.1).

Agencies reach the reporter only through the code. The reporter need not give a name or a contact.
"""

from collections.abc import Iterator
from typing import Annotated, Final

from domain.case.attachments import FILE_NAME, UPLOAD, attached, of_case
from domain.case.codes import code_acts
from domain.case.command import NOT_CLOSED, CaseCommand, CaseEvent, told
from domain.case.guards import about_no_other_place, led_or_assigned, not_concerned
from domain.case.state.case import Case
from domain.case.state.message import Message
from domain.case.state.related import CaseAddresses
from domain.kernel.actor import ActorKind
from domain.kernel.event import Job
from domain.kernel.fields import Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import Problem, RuleNotMet
from domain.kernel.vocabulary import Post
from domain.kernel.wording import Exempt
from domain.rules.facts import Facts
from domain.rules.guards import room_for

MESSAGES_MOST: Final = 50
"""Largest number of agencies' questions, and separately of the reporter's messages."""
ASK_MOST, WRITE_MOST = 5_000, 10_000


def reporter_has_code(case: Case, facts: Facts) -> Problem | None:
    """The reporter got a code, with which they can read a question."""
    return None if case.ticket else RuleNotMet(code="reporter-without-code")


def questions(case: Case) -> tuple[Message, ...]:
    """The questions of agencies to the reporter."""
    return tuple(row for row in case.messages if row.officer is not None)


def written(case: Case) -> tuple[Message, ...]:
    """The messages of the reporter."""
    return tuple(row for row in case.messages if row.officer is None)


class ReporterAsked(CaseEvent, type="case.reporter-asked", appends="messages"):
    message: Message


class AskReporter(
    CaseCommand,
    scope=Scope.CASE_VERIFY,
    posts={Post.HANDLER},
    states=NOT_CLOSED,
    additive=True,
    needs=(CaseAddresses,),
    requires=(
        led_or_assigned,
        not_concerned,
        reporter_has_code,
        room_for(questions, MESSAGES_MOST, "too-many-case-messages"),
    ),
):
    """Ask the reporter for missing information. They read the question with their code and answer on the same page."""

    text: Annotated[str, Words(doc="The question to the reporter. Do not ask for a name.", least=10, most=ASK_MOST)]

    def decide(self, case: Case, facts: Facts) -> ReporterAsked:
        """Ask the reporter. Raises Refused for an address other than the content's.

        Opening another address could expose the reporter.
        """
        about_no_other_place(self, facts, "text")
        return ReporterAsked(message=facts.record(Message, self))


class ReporterWrote(CaseEvent, type="case.reporter-wrote", appends="messages"):
    message: Message

    def jobs(self, case: Case) -> Iterator[Job]:
        """Notify the lead agency and the agencies that asked, except agencies concerned."""
        asked = (row.agency for row in case.messages if row.agency and row.agency not in case.concerns)
        for agency in dict.fromkeys((case.lead, *asked)):
            yield told(agency, self)


class WriteToAgency(
    CaseCommand,
    additive=True,
    by={ActorKind.PUBLIC},
    states=NOT_CLOSED,
    requires=(code_acts, room_for(written, MESSAGES_MOST, "too-many-case-messages")),
):
    """Write to the agencies that handle your report: an answer, an addition, a correction or a screenshot."""

    text: Annotated[str, Words(doc="Your message.", least=2, most=WRITE_MOST, exempt=Exempt.REPORTED)]
    upload: Annotated[str | None, UPLOAD] = None
    file_name: Annotated[str | None, FILE_NAME] = None

    def decide(self, case: Case, facts: Facts) -> ReporterWrote:
        already = (message.attachment for message in case.messages)
        attachment = attached(self.upload, self.file_name, case.id, already, facts, of_case(case))
        return ReporterWrote(message=Message(at=facts.now, text=facts.sealed["text"], attachment=attachment))
