"""Planted violations of the legal basis: no ground, none in force, none that says anything (G4)."""

from datetime import UTC, date, datetime
from typing import Any

from domain.administration.confirming import only_shortened
from domain.administration.drafts import draft_of_another
from domain.administration.provisions import (
    ActivateProvision,
    DraftProvision,
    EndProvision,
    EnterProvisionWording,
    ListProvision,
    NewProvision,
    check_place,
    check_says_something,
    check_text,
    unworded,
    worded,
)
from domain.case import grounds
from domain.case.decisions import DecideCase, ProposeHandling, SuggestHandling
from domain.case.expression import ReviewExpression
from domain.case.own_measures import JustifyOwnMeasure
from domain.case.state.case import CaseState
from domain.kernel.actor import OPERATOR
from domain.kernel.calendar import VIETNAM
from domain.kernel.roles import Post
from domain.kernel.span import Span, span_of
from domain.registry.provision import ProvisionStatus
from tests.domain.plants.plant import APPRAISED, CHECKED, HANDLER, MEASURED, SIGNATORY, Plant
from tests.support.facts import HEALTH, LAND, person
from tests.support.handling_commands import good
from tests.support.handling_facts import DRAFT, GROUND, NEW, OLD, TODAY, provision
from tests.support.handling_past import Cast, Past, case_at

LISTED = provision(
    "provision-1", status=ProvisionStatus.DRAFT, activated_by=None, activated_at=None, wording_needed=True
)


def at(text: str) -> datetime:
    """An instant, as people in Việt Nam say it."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM).astimezone(UTC)


def published(at: datetime, ground: str) -> Any:
    """A case about what was published then, appraised."""
    return case_at(CaseState.APPRAISED, Cast(), Past(published_at=at)), good(ProposeHandling, provisions=(ground,))


def law_of_the_day(moment: str, ground: str) -> Plant:
    """A ground that was not in force on the day of the act in Việt Nam."""
    case, command = published(at(moment), ground)
    return Plant(
        name=f"{ground} does not carry an act of {moment}",
        says="G4 provision-not-in-force",
        state=case,
        command=command,
        cuts={grounds.grounds_in_force: ("provision-not-in-force",)},
    )


LEGAL_BASIS = (  # G4
    law_of_the_day("2026-06-30T23:59:59.999", NEW),
    law_of_the_day("2026-06-30T00:00:00.000", NEW),
    law_of_the_day("2026-07-01T00:00:00.000", OLD),
    law_of_the_day("2026-07-01T06:59:59.999", OLD),
    law_of_the_day("2026-07-01T23:59:59.999", OLD),
    Plant(
        name="decided on a ground that was not in force on the day of the act",
        says="G4 provision-not-in-force",
        state=case_at(CaseState.PROPOSED, Cast(), Past(provisions=(OLD,))),
        command=good(DecideCase),
        actor=SIGNATORY,
        cuts={grounds.grounds_in_force: ("provision-not-in-force",)},
    ),
    Plant(
        name="proposed without a ground",
        says="G4 ground-needed",
        state=APPRAISED,
        command=good(ProposeHandling, provisions=()),
        cuts={grounds.grounds_in_force: ("ground-needed",)},
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
    Plant(
        name="a provision that nobody entered",
        says="input.provisions provision-unknown",
        state=APPRAISED,
        command=good(ProposeHandling, provisions=("provision-nowhere",)),
        cuts={grounds.grounds_in_force: ("provision-unknown",)},
        then="AttributeError",
    ),
    *(
        Plant(
            name=f"vague words as a ground, as its {name}: {words}",
            says=f"input.{name} vague-ground",
            state=None,
            command=good(DraftProvision, **{name: words}),
            cuts={check: ("vague-ground",)},
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
        name="a ground that names no article",
        says="input.place article-needed",
        state=None,
        command=good(DraftProvision, place="các điều có liên quan"),
        cuts={check_place: ("article-needed",)},
    ),
    Plant(
        name="the Regulation itself as a ground",
        says="input.instrument regulation-is-no-ground",
        state=None,
        command=good(DraftProvision, instrument="Quyết định 14/2021/QĐ-UBND"),
        cuts={NewProvision.check_named: ("regulation-is-no-ground",)},
    ),
    Plant(
        name="a provision is activated whose text nobody entered",
        says="RuleNotMet wording-needed",
        state=LISTED,
        command=good(ActivateProvision),
        cuts={worded: ("wording-needed",)},
    ),
    Plant(
        name="words that say that the text is not at hand are entered as the text",
        says="input.wording wording-needed",
        state=LISTED,
        command=good(EnterProvisionWording, wording=good(ListProvision).wording),
        cuts={check_text: ("wording-needed",)},
    ),
    Plant(
        name="a text that is there is replaced",
        says="RuleNotMet wording-is-there",
        state=provision(GROUND),
        command=good(EnterProvisionWording),
        cuts={unworded: ("wording-is-there",)},
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
        name="a provision is activated twice",
        says="TransitionNotAllowed from ACTIVE, only from DRAFT",
        state=provision(GROUND),
        command=good(ActivateProvision),
        cuts={draft_of_another: ("transition-not-allowed",)},
    ),
    Plant(
        name="a provision is prolonged by one person",
        says="input.until ended-earlier",
        state=provision(GROUND, span=Span(since=date(2020, 1, 1), until=TODAY)),
        command=good(EndProvision),
        cuts={only_shortened: ("ended-earlier",)},
    ),
    Plant(
        name="a provision ends before it begins",
        says="input.until ends-before-it-begins",
        state=provision(GROUND),
        command=good(EndProvision, until=date(2020, 1, 1)),
        cuts={span_of: ("ends-before-it-begins",)},
    ),
    Plant(
        name="a provision is drafted that ends before it begins",
        says="input.until ends-before-it-begins",
        state=None,
        command=good(DraftProvision, until=date(2020, 1, 1)),
        cuts={span_of: ("ends-before-it-begins",)},
    ),
)
