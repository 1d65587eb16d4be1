"""Planted violations of competence: who is not the agency to act (G1)."""

from domain.case.decisions import DecideCase, RefuseProposal
from domain.case.own_measures import EndOwnMeasure, JustifyOwnMeasure
from domain.kernel.roles import Post
from domain.registry.agency import Task
from domain.rules import guards
from tests.domain.plants.plant import (
    COMPETENT,
    MEASURED,
    PROPOSED,
    SIGNATORY,
    Plant,
)
from tests.support.facts import HEALTH, LAND, person
from tests.support.handling_commands import good
from tests.support.handling_facts import without_competence
from tests.support.world import LEAD

COMPETENCE = (  # G1
    Plant(
        name="an agency that is not competent decides",
        says="G1 agency-not-competent",
        state=PROPOSED,
        command=good(DecideCase),
        actor=SIGNATORY,
        registry=without_competence(LEAD, Task.DECIDE),
        cuts=COMPETENT,
    ),
    Plant(
        name="an agency that is not competent sends a proposal back",
        says="G1 agency-not-competent",
        state=PROPOSED,
        command=good(RefuseProposal),
        actor=person(LAND, Post.SIGNATORY),
        registry=without_competence(LAND, Task.DECIDE),
        cuts=COMPETENT,
    ),
    *(
        Plant(
            name=f"another agency's self-measure: {type(command).__name__}",
            says="G1 own-agency-only",
            state=MEASURED,
            command=command,
            actor=person(HEALTH, Post.SIGNATORY),
            cuts={guards.own_agency: ("own-agency-only",)},
        )
        for command in (good(JustifyOwnMeasure), good(EndOwnMeasure))
    ),
)
