"""Planted violations of how a case ends, and of what the public is told then (G6)."""

from dataclasses import replace

from domain.case import reopening
from domain.case.closing import CloseCase
from domain.case.reopening import ReopenByCommittee, ReopenCase
from domain.case.state.case import CaseState, ClosureReason, PublicationChoice
from domain.case.state.publication_link import PublicationLink, PublicationState
from domain.case.state.reopening import ReopeningGround
from domain.kernel.roles import Post
from tests.domain.plants.plant import CHECKED, REPORTED, SIGNATORY, Plant
from tests.support.facts import person
from tests.support.handling_commands import good
from tests.support.handling_past import PLAIN, REMEDY, Cast, case_at

PUBLICATION = tuple(  # G6
    Plant(
        name=f"closed as {past.reason} without a choice about publication",
        says="G6 publication-choice-needed",
        state=case_at(CaseState.RESULT_REPORTED, Cast(), past),
        command=good(CloseCase, ground=past.reason),
        cuts={CloseCase._after_result: ("publication-choice-needed",)},
    )
    for past in (PLAIN, REMEDY)
)
TOLD = replace(REPORTED, publications=(PublicationLink(publication="publication-1", state=PublicationState.ISSUED),))
COMMITTEE = person("agency-ppc", Post.SIGNATORY)
CLOSING = good(CloseCase, ground=ClosureReason.COMPLETED, publication=PublicationChoice.PUBLISH)
NOTICES = (  # G6
    Plant(
        name="closed unpublished while a notice stands before the public",
        says="G6 notice-stands",
        state=TOLD,
        command=replace(CLOSING, publication=PublicationChoice.NOT_PUBLISH),
        cuts={CloseCase._after_result: ("notice-stands",)},
    ),
)
ENDS = (
    Plant(
        name="closed as a duplicate of nothing",
        says="input.ground closure-needs-link",
        state=CHECKED,
        command=good(CloseCase, ground=ClosureReason.DUPLICATE),
        cuts={CloseCase._without_measure: ("closure-needs-link",)},
    ),
    *(
        Plant(
            name=f"a finding of an inspection is named for another ground: {type(command).__name__}",
            says="input.inspection inspection-for-its-ground",
            state=case_at(CaseState.CLOSED),
            command=command,
            actor=actor,
            cuts={reopening.check_inspection: ("inspection-for-its-ground",)},
            then="input.inspection inspection-unknown",
        )
        for command, actor in (
            (good(ReopenCase, inspection="inspection-1"), SIGNATORY),
            (good(ReopenByCommittee, inspection="inspection-1"), COMMITTEE),
        )
    ),
    *(
        Plant(
            name=f"a case is reopened on a finding that is not there: {type(command).__name__}",
            says="input.inspection inspection-unknown",
            state=case_at(CaseState.CLOSED),
            command=command,
            actor=actor,
            cuts={reopening.check_inspection: ("inspection-unknown",)},
        )
        for command, actor in (
            (good(ReopenCase, ground=ReopeningGround.INSPECTION_CONCLUSION, inspection="inspection-1"), SIGNATORY),
            (
                good(ReopenByCommittee, ground=ReopeningGround.INSPECTION_CONCLUSION, inspection="inspection-1"),
                COMMITTEE,
            ),
        )
    ),
)
