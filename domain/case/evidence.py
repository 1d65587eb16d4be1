"""Evidence of a case: encrypted files, sources outside the participating agencies, and locations of classified papers
(Đ2.2, Đ4.3, Đ5.7.d).

A file is first uploaded and stored, encrypted, outside the record. When the file is added to a case, the event records
the digest of the ciphertext and the file's key group. Destroying the group's key erases the file, but the digest
remains.

The record of a source contains a day, and a document number or an address. A source is an agency, an institution, a
publication or an expert identified by post. Neither a participating agency nor a Party body can be an outside source.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated
from urllib.parse import urlsplit

from domain.case.command import NOT_CLOSED, CaseCommand, CaseEvent
from domain.case.guards import ADVISING, member
from domain.case.state.case import Case, PaperFile
from domain.case.state.evidence import EvidenceItem, EvidenceKind, Uploaded, Weight
from domain.case.state.measures import OutsideSource, SourceKind
from domain.case.state.related import CaseAddresses, KnownSources, NamedSource
from domain.kernel.actor import ActorKind
from domain.kernel.fields import Address, Dated, Ref, Spec, Upload, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import InvalidInput, Refused, RuleNotMet, invalid
from domain.kernel.sites import ACCOUNT_HOSTS
from domain.kernel.text import fold, normal_url
from domain.kernel.vocabulary import Kind, Post
from domain.rules.facts import Facts
from domain.rules.guards import agency_known, refuse_for, required, room_for

ITEMS_MOST = 200


class EvidenceAdded(CaseEvent, type="case.evidence-added", appends="evidence"):
    item: EvidenceItem


class AddEvidence(
    CaseCommand,
    scope=Scope.CASE_VERIFY,
    posts={Post.HANDLER},
    states=NOT_CLOSED,
    additive=True,
    requires=(member, room_for("evidence", ITEMS_MOST, "too-much-evidence")),
):
    """Add an uploaded file to the case as evidence (Đ4.3)."""

    upload: Annotated[str, Upload(doc="The value `upload` in the response to the upload of the file.", hashed=True)]
    kind: Annotated[EvidenceKind, Spec(doc="Kind of evidence.")]
    weight: Annotated[Weight, Spec(doc="Relation of the file to the claim: it supports or contradicts the claim.")]
    source: Annotated[str, Words(doc="Origin of the evidence, and how it was obtained.", least=5, most=1_000)]
    redacted: Annotated[bool, Spec(doc="True if names, faces and addresses in the file are masked.")]

    def decide(self, case: Case, facts: Facts) -> EvidenceAdded:
        """Add the file. Raises Refused if the agency did not upload it for this case, or if the case already contains
        it."""
        file = facts.known(Uploaded)
        if file is None or file.case != case.id or not facts.acts_for(file.agency):
            raise Refused(invalid("upload", "upload-unknown"))
        if any(item.file.group == file.group for item in case.evidence):
            raise Refused(RuleNotMet(code="evidence-there-already"))
        item = facts.record(EvidenceItem, self, case, file=replace(file.file, plain=facts.sealed.get("upload")))
        return EvidenceAdded(item=item)


ALIKE = 60
"""Least overlap of two names of one source, as a percentage of the words in the shorter name."""
SHORT_LEAST = 3
"""Shortest agency short name that is searched for in the name of a source, in letters."""


class SourcedCommand(CaseCommand):
    """Command with a source, which may be outside the participating agencies."""

    source_kind: Annotated[
        SourceKind | None,
        Spec(doc="Kind of the source outside the participating agencies; null without such a source (G2)."),
    ] = None
    source_agency: Annotated[
        str | None,
        Ref(
            doc=("The agency that is the source. Required for AGENCY. It must not take part in the case."),
            to=Kind.AGENCY,
        ),
    ] = None
    source_name: Annotated[
        str | None,
        Words(
            doc=(
                "Name of the institution or publication, or the expert's post and institution. Required unless the "
                "source is an AGENCY. Do not name persons."
            ),
            least=5,
            most=300,
        ),
    ] = None
    source_document: Annotated[
        str | None,
        Words(doc="Number of the document, or the issue and page. Required unless an address is given.", most=60),
    ] = None
    source_url: Annotated[
        str | None, Address(doc="Address at which the source can be read. The register does not open it.")
    ] = None
    source_on: Annotated[date | None, Dated(doc="Day of the document or of the publication.", since=None)] = None

    def outside_source_row(self, case: Case, facts: Facts) -> OutsideSource | None:
        """Return the source of the command, or None.

        Raises Refused if the source takes part in the case, or lacks the data to find it.
        """
        if self.source_kind is None:
            return None
        refuse_for(*self._missing(), *self._inside(case, facts))
        sealed = facts.sealed
        return OutsideSource(
            kind=self.source_kind,
            on=required(self.source_on),
            agency=self.source_agency,
            name=sealed.get("source_name"),
            document_number=sealed.get("source_document"),
            url=sealed.get("source_url"),
        )

    def _missing(self) -> Iterator[InvalidInput]:
        of_agency = self.source_kind is SourceKind.AGENCY
        if of_agency is (self.source_agency is None):
            yield invalid("source_agency", "source-agency-needed")
        if of_agency is (self.source_name is not None):
            yield invalid("source_name", "source-name-needed")
        if self.source_document is None and self.source_url is None:
            yield invalid("source_document", "source-document-needed")
        if self.source_on is None:
            yield invalid("source_on", "source-day-needed")

    def _inside(self, case: Case, facts: Facts) -> Iterator[InvalidInput]:
        """Yield a fault if the source takes part in the case, is an advising Party body, or is the content itself."""
        part = facts.heirs((case.lead, case.reporter, facts.actor.own, *case.concerns))
        rows = facts.registry.agencies
        if self.source_agency is not None:
            yield from agency_known("source_agency", self.source_agency, facts)
            row = rows.get(self.source_agency)
            if facts.heir(self.source_agency) in part or (row and row.kind in ADVISING):
                yield invalid("source_agency", "source-takes-part")
        named = fold(self.source_name or "")
        if any(_names(name, named) for id, row in rows.items() if facts.heir(id) in part for name in _spelled(row)):
            yield invalid("source_name", "source-takes-part")
        if self.source_url is not None:
            yield from self._elsewhere(facts)

    def _elsewhere(self, facts: Facts) -> Iterator[InvalidInput]:
        normal, known = normal_url(required(self.source_url)), facts.known(CaseAddresses)
        if known and normal in known.normal:
            yield invalid("source_url", "source-is-the-content")
        if urlsplit(normal).netloc in ACCOUNT_HOSTS:
            yield invalid("source_url", "source-on-a-network")

    def new_source(self, facts: Facts) -> bool:
        """Return whether the source is new. A source is not new if an earlier verification of the case used the same
        source or agency."""
        known = facts.known(KnownSources)
        own = NamedSource(agency=self.source_agency, name=self.source_name, url=self.source_url)
        own = own if self.source_kind else NamedSource(agency=facts.actor.own)
        return not any(_same(own, other, facts) for other in known.sources) if known else False


def _spelled(row: object) -> Iterator[str]:
    """Yield all past and present names of an agency, in normalized form for comparison."""
    for name in getattr(row, "names", ()):
        yield fold(name.name)
        if len(name.short) >= SHORT_LEAST:
            yield fold(name.short)


def _names(name: str, named: str) -> bool:
    """Return whether a text contains a name as whole words."""
    return bool(name) and f" {name} " in f" {named} "


def _same(one: NamedSource, other: NamedSource, facts: Facts) -> bool:
    """Return whether two sources are the same agency, or have the same address or nearly the same name."""
    if one.agency and other.agency:
        return facts.heir(one.agency) == facts.heir(other.agency)
    if one.url and other.url and normal_url(one.url) == normal_url(other.url):
        return True
    words, others = set(fold(one.name or "").split()), set(fold(other.name or "").split())
    shorter = min(len(words), len(others))
    return bool(shorter) and 100 * len(words & others) >= ALIKE * shorter


PAPER_FILES_MOST = 20


class PaperFileNamed(CaseEvent, type="case.paper-file-named", appends="paper_files"):
    """The location of a paper file was recorded. The file contains classified material about the case."""

    file: PaperFile


class NamePaperFile(
    CaseCommand,
    scope=Scope.CASE_REPORT,
    posts={Post.HANDLER},
    states=NOT_CLOSED,
    additive=True,
    by={ActorKind.PERSON},
    requires=(member, room_for("paper_files", PAPER_FILES_MOST, "too-many-paper-files")),
    writes=PaperFileNamed,
):
    """Record where classified material about the case is stored on paper. Do not record its content (Đ2.2). Only
    persons may do this, not programs."""

    pointer: Annotated[
        str, Words(doc="Number and location of the paper file, nothing about its content.", least=3, most=200)
    ]
