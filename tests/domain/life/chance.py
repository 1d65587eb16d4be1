"""Lives of cases by chance: anything by anybody, held against the model at every step."""

from dataclasses import replace
from datetime import timedelta
from functools import cache
from random import Random
from typing import Any

from domain.case.intake import ImportCase
from domain.kernel.roles import Post
from domain.registry.agency import Succession
from tests.domain.life.acts import VARIED, act
from tests.domain.life.course import Life, doable, replace_agency
from tests.domain.life.known import Who, today, words
from tests.domain.life.people import AFTER, BEFORE, EVERYBODY, LEADERS, ROWS, THE_REGISTER
from tests.domain.life.rights import CLOCKS, FORCE, RIGHTS
from tests.domain.life.steps import aside, leading, removal
from tests.domain.life.truths import agrees, hangs_together, replays
from tests.support.facts import HEALTH, LAND, POLICE
from tests.support.handling_facts import COMMUNE, DISTRICT, LONG
from tests.support.world import LEAD, a_report, officer

ANYWHERE = {name: [act(name)] for name in (*RIGHTS, *CLOCKS)}
"""Commands that are in order somewhere, by the name of their action."""


def templates(life: Life) -> dict[str, list[Any]]:
    """Commands that are in order here, by the name of their action; of others the ones that are in order anywhere."""
    found: dict[str, list[Any]] = {}
    for command in (*leading(life), *aside(life), *removal(life)):
        found.setdefault(ROWS[type(command)].name, []).append(command)
    return ANYWHERE | found


def varied(command: Any, chance: Random) -> Any:
    """The command with none, one or two of its fields saying something else."""
    pools = VARIED.get(ROWS[type(command)].name, {})
    fields = chance.sample(sorted(pools), min(len(pools), chance.choice((0, 1, 1, 2))))
    return replace(command, **{name: chance.choice(pools[name]) for name in fields})


@cache
def entitled(name: str) -> tuple[Who, ...]:
    right, everybody = RIGHTS[name], (*EVERYBODY, *LEADERS)
    return tuple(item for item in everybody if item.short in words(right.holders) and item.holds(right.posts))


def somebody(name: str, chance: Random) -> Who:
    """Most often somebody who has the right, now and then anybody."""
    if name in CLOCKS:
        return THE_REGISTER if chance.random() < 0.8 else chance.choice(EVERYBODY)
    return chance.choice(entitled(name) if chance.random() < 0.8 else EVERYBODY)


def admitted_here(life: Life) -> list[str]:
    names = [*RIGHTS, *CLOCKS]
    return [name for name in names if life.model.state in words(CLOCKS.get(name) or RIGHTS[name][2])]


def an_act(life: Life, chance: Random) -> tuple[Who, Any]:
    """Anything by anybody, most often something that this state admits."""
    name = chance.choice(admitted_here(life) if chance.random() < 0.9 else [*RIGHTS, *CLOCKS])
    return somebody(name, chance), varied(chance.choice(templates(life)[name]), chance)


def probe(life: Life, chance: Random, times: int, only: str | None = None) -> None:
    """Hold what would be said to many acts, or to one alone, against the model, without any of them happening."""
    here = [name for name in admitted_here(life) if only in (None, name)]
    if not here:
        return
    known = templates(life)
    for _ in range(times):
        name = chance.choice(here)
        who, command = somebody(name, chance), varied(chance.choice(known[name]), chance)
        expected = life.model.expects(name, replace_agency(who, life.heirs), command, life.now)
        if expected is not None:
            refused, _ = life.judged(who, command)
            assert (refused == "") is expected, (name, who, command, refused or "would go through")


PROBES, OF_ONE = 15, 40
"""How many acts are held against the model after each step: any, and where it is about one action."""


def a_beginning(chance: Random) -> Life:
    """A report by an agency, or one taken over from a file."""
    published = chance.choice((None, BEFORE, AFTER))
    if chance.random() < 0.1:
        command: Any = ImportCase(
            claim=LONG, url="https://tin.example/1", source="tep.csv", row=1, reporter=LAND, published_at=published
        )
        return Life(Who("operator"), command)
    concerns = chance.choice(((), (), (LAND,), (HEALTH, COMMUNE), (LEAD,), (POLICE,)))
    detected = published or chance.choice((BEFORE, AFTER))
    report = a_report(concerns=concerns, published_at=published, detected_at=detected)
    reporter = chance.choice((LAND, LAND, LEAD, POLICE, DISTRICT))
    return Life(Who(officer(reporter, Post.HANDLER), reporter, "HANDLER"), report)


def taken_over(life: Life) -> None:
    """The health department goes up in the district; who worked there works on. Once."""
    if life.heirs:
        return
    rows = life.registry.agencies
    taken = Succession(successor=DISTRICT, on=today(life.now), whole=True, source="QĐ 9")
    health = replace(rows[HEALTH], successions=(taken,))
    life.registry = replace(life.registry, agencies={**rows, HEALTH: health})
    life.heirs[HEALTH] = DISTRICT


def as_chance_has_it(life: Life, chance: Random) -> None:
    """Most often a step on, or on the way of a removal that was decided; now and then one aside, or some days."""
    in_force = life.model.state in FORCE.split()
    if chance.random() < 0.1:
        life.now += timedelta(hours=chance.choice((15, 24 * 4, 24 * 90 if life.model.decisions else 24)))
    ways: list[Any] = [leading, leading, leading, removal if life.model.decisions else leading, aside]
    way = chance.choice([*ways, *[removal] * 6] if in_force else ways)
    if steps := doable(life, way(life)):
        command, who = steps[0] if way is removal and chance.random() < 0.8 else chance.choice(steps)
        life.acts(life.last if life.last in who and chance.random() < 0.6 else chance.choice(who), command)


def walk(seed: int, steps: int, only: str | None = None) -> Life:
    """A long life by chance, with everything held against the model at every step; `only` one action is asked for."""
    chance = Random(seed)
    life = a_beginning(chance)
    for _ in range(steps):
        if chance.random() < 0.01:
            taken_over(life)
        if chance.random() < 0.8:
            as_chance_has_it(life, chance)
        else:
            life.acts(*an_act(life, chance))
        probe(life, chance, OF_ONE if only else PROBES, only)
        hangs_together(life.case)
        agrees(life)
    replays(life)
    return life
