"""Evidence: files under seal, with their hash, source and what they speak for (Đ4.3, Đ5.7.d).

The file is uploaded first and lies encrypted outside the record; adding it to the case writes its digest and its
group. Destroying the group's key erases the file and leaves the digest of the ciphertext.
"""

from dataclasses import replace
from typing import Annotated

from domain.case.command import NOT_CLOSED, CaseCommand, CaseEvent
from domain.case.guards import member
from domain.case.state.case import Case
from domain.case.state.evidence import EvidenceItem, EvidenceKind, Uploaded, Weight
from domain.kernel.fields import Spec, Upload, Words
from domain.kernel.policy import Scope
from domain.kernel.refusals import Refused, RuleNotMet, invalid
from domain.kernel.roles import Post
from domain.rules.facts import Facts
from domain.rules.requirement import room_for

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

    upload: Annotated[str, Upload(doc="Reference that the upload of the file returned as `upload`.", hashed=True)]
    kind: Annotated[EvidenceKind, Spec(doc="Kind of evidence.")]
    weight: Annotated[Weight, Spec(doc="Whether the file supports the claim or contradicts it.")]
    source: Annotated[str, Words(doc="Where it comes from, and how it was obtained.", least=5, most=1_000)]
    redacted: Annotated[bool, Spec(doc="Whether names, faces and addresses in it are masked.")]

    def decide(self, case: Case, facts: Facts) -> EvidenceAdded:
        """Add the file; it must have been uploaded for this case by the same agency, and not be in it already."""
        file = facts.known(Uploaded)
        if file is None or file.case != case.id or not facts.acts_for(file.agency):
            raise Refused(invalid("upload", "upload-unknown"))
        if any(item.file.group == file.group for item in case.evidence):
            raise Refused(RuleNotMet(code="evidence-there-already"))
        item = facts.record(EvidenceItem, self, case, file=replace(file.file, plain=facts.sealed.get("upload")))
        return EvidenceAdded(item=item)
