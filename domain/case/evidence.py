"""Evidence: files under seal, with their hash, source and what they speak for (Đ4.3, Đ5.7.d).

The file is uploaded first and lies encrypted outside the record; adding it to the case writes its digest and its
group. Destroying the group's key erases the file and leaves the digest of the ciphertext.
"""

from dataclasses import dataclass, replace
from typing import Annotated

from domain.case.guards import members_only
from domain.case.state.case import Case, CaseState
from domain.case.state.evidence import EvidenceItem, EvidenceKind, Uploaded, Weight
from domain.kernel.event import Event
from domain.kernel.fields import Spec, Upload, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import LimitReached, Refused, RuleNotMet, invalid
from domain.kernel.roles import Post
from domain.rules.action import Action
from domain.rules.facts import Facts

ITEMS_MOST = 200


class EvidenceAdded(Event, type="case.evidence-added"):
    """A file was added to the case."""

    item: EvidenceItem


@dataclass(frozen=True, kw_only=True)
class AddEvidence:
    """Add an uploaded file to the case as evidence (Đ4.3)."""

    upload: Annotated[str, Upload(doc="What the upload answered.")]
    kind: Annotated[EvidenceKind, Spec(doc="What it is.")]
    weight: Annotated[Weight, Spec(doc="Whether it speaks for the claim or against it.")]
    source: Annotated[str, Words(doc="Where it comes from, and how it was obtained.", least=5, most=1_000)]
    redacted: Annotated[bool, Spec(doc="Whether names, faces and addresses in it are masked.")]


def add(case: Case, command: AddEvidence, facts: Facts) -> tuple[Event, ...]:
    """Add the file; it must have been uploaded for this case by the same agency, and not be in it already."""
    if len(case.evidence) >= ITEMS_MOST:
        raise Refused(LimitReached(code="too-much-evidence", limit=ITEMS_MOST))
    file = facts.known(Uploaded)
    if file is None or file.case != case.id or not facts.acts_for(file.agency):
        raise Refused(invalid("upload", "upload-unknown"))
    if any(each.file.group == file.group for each in case.evidence):
        raise Refused(RuleNotMet(code="evidence-there-already"))
    item = EvidenceItem(
        id=facts.new_id,
        agency=facts.actor.own,
        officer=facts.actor.subject,
        at=facts.now,
        cycle=case.cycle,
        kind=command.kind,
        weight=command.weight,
        file=file.file,
        source=facts.sealed["source"],
        redacted=command.redacted,
    )
    return (EvidenceAdded(item=item),)


def added(case: Case, event: EvidenceAdded) -> Case:
    """The case with one more item."""
    return replace(case, evidence=(*case.evidence, event.item))


ACTIONS = (
    Action(
        command=AddEvidence,
        needs=(Uploaded,),
        stream=Kind.CASE,
        decide=add,
        scope=Scope.CASE_VERIFY,
        posts=frozenset({Post.HANDLER}),
        states=frozenset(CaseState) - {CaseState.CLOSED},
        may=members_only,
        additive=True,
    ),
)
