"""Asking for an official document, and what became of it (Đ3.2, Đ4.4, Đ4.5, Đ5.1).

Whoever sees a case or a report may have its documents; a notice to the press may be had while it stands before the
public. The file itself is no part of the record: it is compiled by a worker, lies encrypted under a key of its source,
and can be compiled again from the same version to the same bytes.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated

from domain.case.state.evidence import SealedFile, Uploaded
from domain.document.state import (
    FORMATS,
    READ_WITH,
    DocumentFormat,
    DocumentKind,
    DocumentState,
    OfficialDocument,
    Signing,
    Source,
    signed_by_head,
)
from domain.kernel.actor import ActorKind
from domain.kernel.event import Event
from domain.kernel.fields import Ref, SourceRef, Spec, Upload
from domain.kernel.kind import Kind
from domain.kernel.refusals import NotFound, Refused, RuleNotMet, invalid
from domain.kernel.roles import SEES_ALL_RECORDS, Post
from domain.rules.action import Action
from domain.rules.facts import Facts

A_DAY_MOST = 100
"""Documents that one officer may ask for in a day."""
NAMES_STREAMS = (DocumentKind.CONSOLIDATED_REPORT, DocumentFormat.JSON)
"""The frozen data as it is, with the cases behind each number that changed: not for who received a copy."""


class DocumentRequested(Event, type="document.requested"):
    """An officer asked for a document of a version of a case, or of a notice to the press."""

    agency: str
    officer: str
    at: datetime
    source: str
    version: int
    kind: DocumentKind
    format: DocumentFormat
    part: str
    signing: Signing = Signing.HEAD


class DocumentCompiled(Event, type="document.compiled"):
    """It was compiled; the file lies under seal."""

    file: SealedFile
    at: datetime


class DocumentFailed(Event, type="document.failed"):
    """It cannot be compiled, and trying again would not help."""

    failure: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class RequestDocument:
    """Have an official document compiled from a case, a notice to the press or a report, as it stands now."""

    source_id: Annotated[str, SourceRef(doc="The case, the notice to the press, or the report.")]
    kind: Annotated[
        DocumentKind,
        Spec(
            doc="Which document. It takes the scope by which its source is read: of a case `case:read:own`, of a "
            "notice `press:read`, of an agency's report `report:submit` or `report:read`, of a consolidated report "
            "`report:read` or `report:compile`."
        ),
    ]
    format: Annotated[DocumentFormat, Spec(doc="As which file.")]
    part: Annotated[
        str | None,
        Ref(doc="The round, the transfer, or the public code of the decision; null for the newest there is."),
    ] = None
    signing: Annotated[Signing, Spec(doc="In whose place it will be signed; of what a head signs.")] = Signing.HEAD


@dataclass(frozen=True, kw_only=True)
class FinishDocument:
    """Note that a document was compiled (an act of the register itself)."""

    upload: Annotated[str, Upload(doc="The file, under seal.")]


@dataclass(frozen=True, kw_only=True)
class FailDocument:
    """Note that a document cannot be compiled (an act of the register itself)."""

    failure: Annotated[str, Spec(doc="The code of the reason.")]


def request(state: None, command: RequestDocument, facts: Facts) -> tuple[Event, ...]:
    """Ask for it. Raises Refused for a source that is not there for the caller, or that has nothing of the kind."""
    source = facts.known(Source)
    if source is None:
        raise Refused(NotFound())
    behind = (command.kind, command.format) == NAMES_STREAMS and facts.actor.role not in SEES_ALL_RECORDS
    if behind or command.format not in FORMATS[command.kind]:
        raise Refused(invalid("format", "document-format-unknown"))
    if command.signing is not Signing.HEAD and not signed_by_head(command.kind, command.format):
        raise Refused(invalid("signing", "document-not-signed-by-head"))
    parts = [part for kind, part in source.offers if kind is command.kind]
    if not parts:
        raise Refused(RuleNotMet(code="document-nothing-there"))
    if command.part is not None and command.part not in parts:
        raise Refused(invalid("part", "document-part-unknown"))
    return (
        DocumentRequested(
            agency=facts.actor.own,
            officer=facts.actor.subject,
            at=facts.now,
            source=source.stream,
            version=source.version,
            kind=command.kind,
            format=command.format,
            part=command.part or parts[-1],
            signing=command.signing,
        ),
    )


def finish(state: OfficialDocument, command: FinishDocument, facts: Facts) -> tuple[Event, ...]:
    """Note the file; it must have been stored for this document's source."""
    file = facts.known(Uploaded)
    if file is None or file.case != state.source:
        raise Refused(invalid("upload", "upload-unknown"))
    return (DocumentCompiled(file=file.file, at=facts.now),)


def fail(state: OfficialDocument, command: FailDocument, facts: Facts) -> tuple[Event, ...]:
    """Note why there is none."""
    return (DocumentFailed(failure=command.failure, at=facts.now),)


def evolve_document(state: OfficialDocument | None, event: Event, id: str) -> OfficialDocument:
    """Fold one event. Raises TypeError for one that cannot follow the state."""
    match state, event:
        case None, DocumentRequested():
            return OfficialDocument(
                id=id,
                state=DocumentState.REQUESTED,
                agency=event.agency,
                officer=event.officer,
                at=event.at,
                source=event.source,
                version=event.version,
                kind=event.kind,
                format=event.format,
                part=event.part,
                signing=event.signing,
            )
        case OfficialDocument(), DocumentCompiled():
            return replace(state, state=DocumentState.COMPILED, file=event.file, ended_at=event.at)
        case OfficialDocument(), DocumentFailed():
            return replace(state, state=DocumentState.FAILED, failure=event.failure, ended_at=event.at)
    raise TypeError(f"{event.TYPE} does not follow {state}")


READERS = frozenset(Post) - {Post.ADMIN}
"""Who looks after accounts and programs takes no documents away."""
_BY_THE_REGISTER = frozenset({ActorKind.SYSTEM})

ACTIONS = (
    Action(
        command=RequestDocument,
        needs=(Source,),
        stream=Kind.DOCUMENT,
        decide=request,
        by_kind=READ_WITH,
        posts=READERS,
        creates=True,
        daily=A_DAY_MOST,
        by=frozenset({ActorKind.PERSON}),
    ),
    Action(
        command=FinishDocument,
        needs=(Uploaded,),
        stream=Kind.DOCUMENT,
        decide=finish,
        states=frozenset({DocumentState.REQUESTED}),
        additive=True,
        by=_BY_THE_REGISTER,
    ),
    Action(
        command=FailDocument,
        stream=Kind.DOCUMENT,
        decide=fail,
        states=frozenset({DocumentState.REQUESTED}),
        additive=True,
        by=_BY_THE_REGISTER,
    ),
)
