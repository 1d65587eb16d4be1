"""Planted violations of the legal basis: no ground, none in force, none that says anything (G4)."""

from datetime import UTC, date, datetime
from typing import Any

from domain.administration.provisions import (
    DraftProvision,
    ListProvision,
    NewProvision,
    check_place,
    check_says_something,
)
from domain.case import grounds
from domain.case.decisions import DecideCase, ProposeHandling, SuggestHandling
from domain.case.expression import ReviewExpression
from domain.case.own_measures import JustifyOwnMeasure
from domain.case.state.case import CaseState
from domain.kernel.actor import OPERATOR
from domain.kernel.calendar import VIETNAM
from domain.kernel.roles import Post
from domain.kernel.span import span_of
from tests.domain.plants.plant import APPRAISED, CHECKED, HANDLER, MEASURED, SIGNATORY, Plant
from tests.support.facts import HEALTH, LAND, person
from tests.support.handling_commands import good
from tests.support.handling_facts import DRAFT, OLD
from tests.support.handling_past import Cast, Past, case_at


def at(text: str) -> datetime:
    """An instant, as people in Việt Nam say it."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM).astimezone(UTC)


def published(at: datetime, ground: str) -> Any:
    """A case about what was published then, appraised."""
    return case_at(CaseState.APPRAISED, Cast(), Past(published_at=at)), good(ProposeHandling, provisions=(ground,))


LEGAL_BASIS = (  # G4
    Plant(
        name="decided on a ground that was not in force on the day of the act",
        says="G4 provision-not-in-force",
        state=case_at(CaseState.PROPOSED, Cast(), Past(provisions=(OLD,))),
        command=good(DecideCase),
        actor=SIGNATORY,
        cuts={grounds.grounds_in_force: ("provision-not-in-force",)},
    ),
    Plant(
        name="decided without a ground",
        says="G4 ground-needed",
        state=case_at(CaseState.PROPOSED, Cast(), Past(provisions=())),
        command=good(DecideCase),
        actor=SIGNATORY,
        cuts={grounds.grounds_in_force: ("ground-needed",)},
    ),
    *(
        Plant(
            name=f"a draft counts as a ground: {type(command).__name__}",
            says="G4 provision-no-ground",
            state=state,
            command=command,
            actor=actor,
            cuts={grounds.grounds_in_force: ("provision-no-ground",)},
        )
        for state, command, actor in (
            (CHECKED, good(ReviewExpression, provision=DRAFT), person(HEALTH)),
            (CHECKED, good(SuggestHandling, provision=DRAFT), person(LAND)),
            (APPRAISED, good(ProposeHandling, provisions=(DRAFT,)), HANDLER),
            (case_at(CaseState.PROPOSED, Cast(), Past(provisions=(DRAFT,))), good(DecideCase), SIGNATORY),
            (MEASURED, good(JustifyOwnMeasure, provision=DRAFT), person(LAND, Post.SIGNATORY)),
        )
    ),
    *(
        Plant(
            name=f"vague words as a ground, as its {name}: {words}",
            says=f"input.{name} vague-ground",
            state=None,
            command=good(DraftProvision, **{name: words}),
            cuts={check: ("vague-ground",)},
            then="input.wording ground-of-no-class" if name == "wording" else "ok",
        )
        for name, check in (
            ("place", check_place),
            ("instrument", NewProvision.check_named),
            ("wording", check_says_something),
        )
        for words in (
            "Điều 1: thông tin xấu độc",
            "Khoản 2: gây bức xúc dư luận",
            "Điểm 3: cản trở sự phát triển của tỉnh",
        )
    ),
    Plant(
        name="the operator enters the text of a law",
        says="input.wording wording-by-a-person",
        state=None,
        command=good(ListProvision, wording="Cấm đăng thông tin thử sai sự thật."),
        actor=OPERATOR,
        cuts={ListProvision.decide: ("wording-by-a-person",)},
    ),
    Plant(
        name="a provision is drafted that ends before it begins",
        says="input.until ends-before-it-begins",
        state=None,
        command=good(DraftProvision, until=date(2020, 1, 1)),
        cuts={span_of: ("ends-before-it-begins",)},
    ),
)
