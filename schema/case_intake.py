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

    step: ProcedureStep = strawberry.field(description="Who corrected it, when and why.")
    claim: str | None = strawberry.field(description="What the content was said to claim.")
    url: str | None = strawberry.field(description="The address before.")
    place: str | None = strawberry.field(description="Where the content was said to be.")
    medium: Medium | None = strawberry.field(description="The kind of medium before.")


def _place(root: Any) -> str:
    return f"/evidence/{root['case']}/{root['id']}"


@strawberry.type
class EvidenceItem:
    """A file with evidence in the case (Đ4.3)."""

    id: strawberry.ID = strawberry.field(name="key", description="Id of the item.")
    download: str = strawberry.field(
        resolver=_place,
        description="Address of the file. Download it, or a part of it, with the same token and the header "
        "`Casebook-Purpose`; the reading is recorded.",
    )
    at: datetime = strawberry.field(description="When the file was added.")
    kind: EvidenceKind = strawberry.field(description="Kind of evidence.")
    weight: Weight = strawberry.field(description="Whether the file supports the claim or contradicts it.")
    file: SealedFile = strawberry.field(description="The file.")
    source: str | None = strawberry.field(description="Source of the file; null once erased.")
    redacted: bool = strawberry.field(description="Whether names, faces and addresses are masked in the file.")
    agency: Agency = agency_field("The agency that added it.", "agency")


@strawberry.type
class OwnMeasure:
    """An immediate measure of an agency on its own page (Đ3.1)."""

    id: strawberry.ID = strawberry.field(name="key", description="Id of the measure.")
    kind: OwnMeasureKind = strawberry.field(description="Kind of measure.")
    taken_at: datetime = strawberry.field(description="When the agency took the measure.")
    due_at: datetime = strawberry.field(description="Deadline of the justification. Without one the measure lapses.")
    proportionality: str | None = strawberry.field(description="Why a milder measure was not enough; null once erased.")
    provision: Provision | None = provision_field("Provision of the justification.")
    justification: str | None = strawberry.field(description="Justification; null before it, and once erased.")
    ended_at: datetime | None = strawberry.field(description="When the measure was undone or lapsed.")
    lapsed: bool = strawberry.field(description="Whether the measure lapsed because nobody justified it in time.")
    public_code: str | None = strawberry.field(
        description="Public code that the person concerned needs to complain about the measure. Give it to them "
        "when you inform them. Null for measures from before the register took such complaints."
    )
    redress: strawberry.ID | None = strawberry.field(
        name="redressId", description="Complaint that ended the measure; null without one."
    )
    redress_shown: Node | None = object_field("Complaint that ended the measure.", "redress", name="redress")
    agency: Agency = agency_field("Agency that took the measure.", "agency")


@strawberry.type
class PaperFile:
    """A paper file with classified material about the case (Đ2.2). The register does not store the material."""

    at: datetime = strawberry.field(description="When the file was recorded.")
    pointer: str | None = strawberry.field(description="Number and location of the file; null once erased.")
    agency: Agency = agency_field("The agency that keeps it.", "agency")


@strawberry.type
class FollowCode(Payload):
    """The result of a command on a case, or on a request about data: the object, and a code with which a person can
    follow the object."""

    follow_code: str | None = strawberry.field(
        default=None,
        description="Code with which the person who called, wrote or came can follow the report or request without an "
        "account. Tell it to that person alone. Only the sender of `reportCase` or `recordDataRequest` sees "
        "it, and again within ten minutes with the same `codeSecret`.",
    )


def _attachment_place(root: Any) -> str:
    return f"/attachments/{root['stream']}/{root['id']}"


@strawberry.type
class Attachment:
    """A file that a person sent with a message, using a code, or with an answer in a hearing."""

    id: strawberry.ID = strawberry.field(name="key", description="Id of the file.")
    download: str = strawberry.field(
        resolver=_attachment_place,
        description="Address of the file. Download it, or a part of it, with the same token and the header "
        "`Casebook-Purpose`; the reading is recorded.",
    )
    name: str | None = strawberry.field(description="Name that its sender gave it; null once erased.")
    file: SealedFile = strawberry.field(description="The file.")


@strawberry.type
class CaseMessage:
    """A message between the agencies that handle a case and the person who reported it."""

    at: datetime = strawberry.field(description="When the message was sent.")
    agency: Agency | None = agency_field("Agency that asked; null for the reporter's own words.", "agency")
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

    at: datetime = strawberry.field(description="When the answer came in.")
    text: str | None = strawberry.field(description="What was said; null once erased.")
    attachment: Attachment | None = strawberry.field(description="File that came with it; null without one.")
    mark: str | None = strawberry.field(
        description="The register's word that the writer was given; null for a statement with only the code of the "
        "question. In old records also the code of the letter."
    )


@strawberry.type
class HearingProof:
    """The proof that the person who was given the register's word is the person concerned."""

    id: strawberry.ID = strawberry.field(name="key", description="Id of the proof.")
    mark: str = strawberry.field(
        description="The register's word that was seen; in old records also the code of the letter."
    )
    place: WordPlace | None = strawberry.field(description="Where the word was seen; null for a receipt or a reply.")
    recorded: ProcedureStep = strawberry.field(description="Who recorded it and when.")
    evidence: strawberry.ID = strawberry.field(
        description="The capture or the receipt, by its key among the evidence of the case."
    )
    answer_by: datetime = due_field(
        "answer_by", "recorded.at", "Until when the answer of the person is waited for since."
    )
    provisional: bool = provisional_field("answer_by", "recorded.at")
    withdrawn: ProcedureStep | None = strawberry.field(
        description="Who withdrew the proof, and why; null while the proof counts."
    )


@strawberry.type
class HearingLook:
    """A request that another agency check whether the content shows the register's word."""

    asked_at: datetime = strawberry.field(description="When somebody said that the word can be seen at the content.")
    due_at: datetime = due_field("due_at", "asked_at", "Deadline for another agency to check the content.")
    provisional: bool = provisional_field("due_at", "asked_at")
    done: ProcedureStep | None = strawberry.field(
        description="Who checked and saw no word; null while nobody has. A word that was seen is recorded as a proof."
    )


@strawberry.type
class Hearing:
    """A question to the person concerned, before a measure is proposed (Đ2.2)."""

    id: strawberry.ID = strawberry.field(name="key", description="Id of the hearing.")
    cycle: int = strawberry.field(description=CYCLE)
    way: HearingWay = strawberry.field(description="How the person was asked.")
    asked: ProcedureStep = strawberry.field(
        description="Who asked and when. The note is the proof, or the reason why nobody could be asked."
    )
    question: str | None = strawberry.field(description="What the person reads; null once erased.")
    code: str | None = strawberry.field(
        description="Code that opens the question on the public pages. Everybody who reads the code here can make a "
        "statement with it; the person concerned gets a personal code there. Null when nobody could be "
        "asked."
    )
    answer_by: datetime | None = due_field(
        "answer_by", "asked.at", "Deadline for an answer; null when nobody could be asked.", type=datetime | None
    )
    answer_by_provisional: bool = provisional_field("answer_by", "asked.at")
    answers: list[HearingAnswer] = strawberry.field(description="Answers of the person concerned, oldest first.")
    statements: list[HearingAnswer] = strawberry.field(
        description="Statements by people who were not shown to be the person concerned, oldest first. A statement is "
        "not an answer, ends no hearing, and no rule counts it: read it like an anonymous letter."
    )
    proofs: list[HearingProof] = strawberry.field(description="What shows who is the person concerned, oldest first.")
    look: HearingLook | None = strawberry.field(
        description="The newest request to check the content; null without one, and once the register's word was seen."
    )


def said_in(hearing: Row) -> Mapping[str, list[Row]]:
    """Return the person's answers, and the statements of others. Old records list statements made at an address among
    the answers. This function moves them to the statements."""
    anybody = [row for row in hearing["answers"] if hearing["way"] == HearingWay.ADDRESS and not row.get("mark")]
    answers = [row for row in hearing["answers"] if row not in anybody]
    return {"answers": answers, "statements": [*anybody, *hearing["statements"]]}
