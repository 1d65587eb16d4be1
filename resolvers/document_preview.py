"""Text preview of the document that a request would make. No event is written, no file is stored, and no number is
assigned."""

from typing import Annotated

import strawberry

from domain.access.record import Reading
from domain.book import BY_COMMAND
from domain.document.requests import RequestDocument
from domain.document.state import DocumentFormat, DocumentKind, Signing, Source
from domain.kernel.fields import check
from domain.kernel.refusals import Refused, invalid
from domain.paper.context import DocumentContext, SourceGone
from domain.paper.plain import lines_of
from domain.paper.writers import WRITERS
from domain.rules.command import denial
from domain.rules.facts import Facts
from resolvers.context import ContextInfo, RequestContext
from resolvers.recorded import PURPOSE_NEEDED, purpose_of, recorded_inside
from resolvers.request import kind_in, needs
from schema.cost import reads
from schema.document import DocumentPreview
from schema.forms import PreviewedAct, command_of
from schema.lists import Id
from schema.needs import DOCUMENT_SCOPES
from store.facts.needs import made_source

READS = 40
"""Reads of a preview: the source at its newest version, its cited provisions, the needs of the act, and the access
record."""


async def previewed(
    context: RequestContext, command: RequestDocument, act: PreviewedAct | None
) -> DocumentPreview | None:
    """Return the preview; if an act is given, as it would be after the act. Return None if there is no source that the
    caller may see.

    Raise NotAllowed and Refused as the request and the act would.
    """
    if denied := denial(BY_COMMAND[RequestDocument], context.actor, command):
        raise denied
    if faults := check(command):
        raise Refused(*faults)
    if command.kind not in WRITERS:
        raise Refused(invalid("document", "document-format-unknown"))
    source = await context.store.sources.visible(context.actor, command.source_id)
    if source is None:
        return None
    left = None
    if act:
        left = await context.store.left_by(context.caller, command_of(act), source.stream)
        source = made_source(kind_in(source.stream), left, context.actor)
    facts = Facts(actor=context.actor, now=context.now, registry=context.registry, sealed={}, needs={Source: source})
    asked = command.decide(None, facts)
    purpose = purpose_of(context)
    await context.store.access.open(context.actor, Reading.DOCUMENT, source.stream, purpose)
    stood = (
        await context.store.sources.of(left, context.now)
        if left
        else await context.store.sources.at(source.stream, source.version)
    )
    if stood is None:
        return None
    written = DocumentContext(
        registry=context.registry,
        provisions=stood.provisions,
        acts=stood.acts,
        made_at=stood.at,
        signing=command.signing,
    )
    try:
        document = WRITERS[command.kind](stood.row, asked.part, written)
    except SourceGone:
        return None
    return DocumentPreview(
        kind=command.kind, part=asked.part, source_version=asked.version, lines=[*lines_of(document)]
    )


@strawberry.type
class DocumentPreviewQuery:
    @strawberry.field(
        description="Preview of the official document that `requestOfficialDocument` would make now. The first and "
        "the last line call it a preview. With `after`, the preview shows the document after that act of the caller. "
        "An act that would be refused is refused here too. Only the reading is recorded. Null when the source is "
        "missing or not visible to the caller. The caller needs the rights and posts of that request. There is no "
        f"preview of reports and files of a case. {PURPOSE_NEEDED}",
        extensions=[
            recorded_inside(Reading.DOCUMENT, "It is written before the source is read."),
            needs(*DOCUMENT_SCOPES),
        ],
        metadata=reads(READS),
    )
    async def preview_document(
        self,
        info: ContextInfo,
        source_id: Id,
        document: Annotated[DocumentKind, strawberry.argument(description="Kind of document.")],
        part: Annotated[
            str | None,
            strawberry.argument(
                description="Part of the source that the document is about, as `part` of `requestOfficialDocument`; "
                "null for the newest part."
            ),
        ] = None,
        signing: Annotated[
            Signing, strawberry.argument(description="On whose behalf it would be signed, when a head signs it.")
        ] = Signing.HEAD,
        after: Annotated[
            PreviewedAct | None,
            strawberry.argument(
                description="Act on the source, which is only tried and not recorded; null for the source as it is."
            ),
        ] = None,
    ) -> DocumentPreview | None:
        asked = RequestDocument(
            source_id=source_id,
            kind=DocumentKind(document),
            format=DocumentFormat.PDF,
            part=part,
            signing=Signing(signing),
        )
        return await previewed(info.context, asked, after)
