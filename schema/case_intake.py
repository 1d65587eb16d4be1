"""GraphQL types of further input to a case after the report, and of hearings of the person concerned."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import strawberry

from domain.case.state.case import Medium
from domain.case.state.evidence import EvidenceKind, Weight
from domain.case.state.hearing import HearingWay, WordPlace
from domain.case.state.measures import OwnMeasureKind
from schema.case_pathways import CYCLE, ProcedureStep
from schema.context import Row
from schema.deadlines import due_field, provisional_field
from schema.edges import object_field, provision_field
from schema.law import Provision
from schema.node import Node
from schema.problems import Payload
from schema.registry import Agency, agency_field


@strawberry.type
class SealedFile:
    """An encrypted file. The address beside this field returns the file's content."""

    digest: str = strawberry.field(description="SHA-256 of the encrypted file, in hexadecimal.")
    size: int = strawberry.field(description="Size of the file in bytes, before encryption.")
    media_type: str = strawberry.field(description="Media type of the file, as uploaded.")
    plain: str | None = strawberry.field(
        description="SHA-256 of the file before encryption, in hexadecimal; null in older files, once erased, and for "
        "official documents."
    )


@strawberry.type
class ReportCorrection:
    """The earlier content of a corrected report. A field is null if the correction did not replace it, or if its text
    was erased."""

    step: ProcedureStep = strawberry.field(
        description="Agency that corrected the report, with the time and the reasons."
    )
    claim: str | None = strawberry.field(description="Claim of the content, as reported before the correction.")
    url: str | None = strawberry.field(description="Address as reported before the correction.")
    place: str | None = strawberry.field(description="Location of the content, as reported before the correction.")
    medium: Medium | None = strawberry.field(description="Kind of medium, as reported before the correction.")


def _place(root: Any) -> str:
    return f"/evidence/{root['case']}/{root['id']}"


@strawberry.type
class EvidenceItem:
    """A file with evidence in the case (Đ4.3)."""

    id: strawberry.ID = strawberry.field(name="key", description="Id of the item.")
    download: str = strawberry.field(
        resolver=_place,
        description="Address of the file. Download the file, or a part of it, with the same token and the header "
        "`Casebook-Purpose`. The reading is recorded.",
    )
    at: datetime = strawberry.field(description="Time at which the file was added.")
    kind: EvidenceKind = strawberry.field(description="Kind of evidence.")
    weight: Weight = strawberry.field(description="Effect of the file: it supports the claim or contradicts it.")
    file: SealedFile = strawberry.field(description="The file.")
    source: str | None = strawberry.field(description="Source of the file; null once erased.")
    redacted: bool = strawberry.field(description="True if names, faces and addresses are masked in the file.")
    agency: Agency = agency_field("Agency that added the file.", "agency")


@strawberry.type
class OwnMeasure:
    """An immediate measure of an agency on its own page (Đ3.1)."""

    id: strawberry.ID = strawberry.field(name="key", description="Id of the measure.")
    kind: OwnMeasureKind = strawberry.field(description="Kind of measure.")
    taken_at: datetime = strawberry.field(description="Time at which the agency took the measure.")
    due_at: datetime = strawberry.field(
        description="Deadline of the justification. Without a justification by then, the measure lapses."
    )
    proportionality: str | None = strawberry.field(
        description="Reason why a milder measure was not enough; null once erased."
    )
    provision: Provision | None = provision_field("Provision that the justification is based on.")
    justification: str | None = strawberry.field(
        description="Justification of the measure; null before the justification, and once erased."
    )
    ended_at: datetime | None = strawberry.field(description="Time at which the measure was undone or lapsed.")
    lapsed: bool = strawberry.field(description="True if the measure lapsed because nobody justified it in time.")
    public_code: str | None = strawberry.field(
        description="Public code with which the person concerned can complain about the measure. Give the code to the "
        "person when you inform them. Null for a measure that is older than these codes."
    )
    redress: strawberry.ID | None = strawberry.field(
        name="redressId", description="Complaint that ended the measure; null without one."
    )
    redress_shown: Node | None = object_field("Complaint that ended the measure.", "redress", name="redress")
    agency: Agency = agency_field("Agency that took the measure.", "agency")


@strawberry.type
class PaperFile:
    """A paper file with classified material about the case (Đ2.2). The register does not store the material."""

    at: datetime = strawberry.field(description="Time at which the file was recorded.")
    pointer: str | None = strawberry.field(description="Number and location of the file; null once erased.")
    agency: Agency = agency_field("Agency that keeps the file.", "agency")


@strawberry.type
class FollowCode(Payload):
    """The result of a command on a case, or on a request about data: the object, and a code with which a person can
    follow the object."""

    follow_code: str | None = strawberry.field(
        default=None,
        description="Code with which the person who called, wrote or came can follow the report or request without an "
        "account. Give the code to that person alone. Only the sender of `reportCase` or `recordDataRequest` gets the "
        "code, and again within ten minutes with the same `codeSecret`.",
    )


def _attachment_place(root: Any) -> str:
    return f"/attachments/{root['stream']}/{root['id']}"


@strawberry.type
class Attachment:
    """A file that a person sent with a message, using a code, or with an answer in a hearing."""

    id: strawberry.ID = strawberry.field(name="key", description="Id of the file.")
    download: str = strawberry.field(
        resolver=_attachment_place,
        description="Address of the file. Download the file, or a part of it, with the same token and the header "
        "`Casebook-Purpose`. The reading is recorded.",
    )
    name: str | None = strawberry.field(description="Name that the sender gave to the file; null once erased.")
    file: SealedFile = strawberry.field(description="The file.")


@strawberry.type
class CaseMessage:
    """A message between the agencies that handle a case and the person who reported it."""

    at: datetime = strawberry.field(description="Time at which the message was sent.")
    agency: Agency | None = agency_field("Agency that wrote the message; null if the reporter wrote it.", "agency")
    text: str | None = strawberry.field(description="The message; null once erased.")
    attachment: Attachment | None = strawberry.field(description="File that the person sent; null without one.")


def placed(row: Row, stream: str) -> Row:
    """Return the row of an answer or message, with the id of its stream added. The address of its file contains that
    id."""
    file = row.get("attachment")
    return {**row, "attachment": {**file, "stream": stream} if file else None}


@strawberry.type
class HearingAnswer:
    """An answer to the question of a hearing. The register does not record the person who answered."""

    at: datetime = strawberry.field(description="Time at which the answer arrived.")
    text: str | None = strawberry.field(description="Text of the answer; null once erased.")
    attachment: Attachment | None = strawberry.field(description="File that came with the answer; null without a file.")
    mark: str | None = strawberry.field(
        description="The register's word that the writer was given; null for a statement with only the code of the "
        "question. In old records it can be the code of the letter."
    )


@strawberry.type
class HearingProof:
    """The proof that the person who was given the register's word is the person concerned."""

    id: strawberry.ID = strawberry.field(name="key", description="Id of the proof.")
    mark: str = strawberry.field(
        description="The register's word that was seen. In old records it can be the code of the letter."
    )
    place: WordPlace | None = strawberry.field(
        description="Place at which the word was seen; null for a receipt or a reply."
    )
    recorded: ProcedureStep = strawberry.field(description="Agency that recorded the proof, with the time.")
    evidence: strawberry.ID = strawberry.field(
        description="Key of the capture or receipt among the evidence of the case."
    )
    answer_by: datetime = due_field("answer_by", "recorded.at", "Deadline for the person's answer after the proof.")
    provisional: bool = provisional_field("answer_by", "recorded.at")
    withdrawn: ProcedureStep | None = strawberry.field(
        description="Withdrawal of the proof: the agency, the time and the reasons; null while the proof counts."
    )


@strawberry.type
class HearingLook:
    """A request that another agency check whether the content shows the register's word."""

    asked_at: datetime = strawberry.field(
        description="Time at which somebody stated that the word can be seen at the content."
    )
    due_at: datetime = due_field("due_at", "asked_at", "Deadline for another agency to check the content.")
    provisional: bool = provisional_field("due_at", "asked_at")
    done: ProcedureStep | None = strawberry.field(
        description="Check by an agency that saw no word; null before such a check. A word that was seen is recorded "
        "as a proof."
    )


@strawberry.type
class Hearing:
    """A question to the person concerned, before a measure is proposed (Đ2.2)."""

    id: strawberry.ID = strawberry.field(name="key", description="Id of the hearing.")
    cycle: int = strawberry.field(description=CYCLE)
    way: HearingWay = strawberry.field(description="Way in which the person was asked.")
    asked: ProcedureStep = strawberry.field(
        description="Agency that asked the person, with the time. The note is the proof, or the reason why nobody "
        "could be asked."
    )
    question: str | None = strawberry.field(description="Question as the person reads it; null once erased.")
    code: str | None = strawberry.field(
        description="Code that opens the question on the public pages. Every reader of this code can make a statement "
        "with it. The person concerned gets a personal code on the public pages. Null when nobody could be asked."
    )
    answer_by: datetime | None = due_field(
        "answer_by", "asked.at", "Deadline for an answer; null when nobody could be asked.", type=datetime | None
    )
    answer_by_provisional: bool = provisional_field("answer_by", "asked.at")
    answers: list[HearingAnswer] = strawberry.field(description="Answers of the person concerned, oldest first.")
    statements: list[HearingAnswer] = strawberry.field(
        description="Statements by people who were not shown to be the person concerned, oldest first. A statement is "
        "not an answer and ends no hearing. No rule counts it: read it like an anonymous letter."
    )
    proofs: list[HearingProof] = strawberry.field(
        description="Proofs that a writer is the person concerned, oldest first."
    )
    look: HearingLook | None = strawberry.field(
        description="Newest request to check the content for the register's word; null without a request, and once the "
        "word was seen."
    )


def said_in(hearing: Row) -> Mapping[str, list[Row]]:
    """Return the person's answers, and the statements of others. Old records list statements made at an address among
    the answers. This function moves them to the statements."""
    anybody = [row for row in hearing["answers"] if hearing["way"] == HearingWay.ADDRESS and not row.get("mark")]
    answers = [row for row in hearing["answers"] if row not in anybody]
    return {"answers": answers, "statements": [*anybody, *hearing["statements"]]}
