"""Lives of cases by chance: anything by anybody, with what must always hold looked at after every step."""

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

from domain.case.intake import ImportCase
from domain.case.state.case import CaseState
from domain.kernel.actor import OPERATOR, Actor
from domain.kernel.calendar import local_date
from domain.registry.agency import Succession
from tests.domain.life.acts import ANYWHERE, VARIED
from tests.domain.life.course import Life, admitted, doable, entitled
from tests.domain.life.people import AFTER, BEFORE, EVERYBODY, ROWS
from tests.domain.life.steps import aside, leading, removal
from tests.domain.life.truths import hangs_together, replays
from tests.support.facts import HEALTH, LAND, POLICE, person
from tests.support.handling_facts import COMMUNE, DISTRICT, LONG
from tests.support.world import LEAD, a_report


def templates(life: Life) -> list[Any]:
    """Commands that are in order here, and of other actions the ones that are in order anywhere."""
    here = (*leading(life), *aside(life), *removal(life))
    names = {ROWS[type(command)].name for command in here}
    return [*here, *(command for name, command in ANYWHERE.items() if name not in names)]


def varied(command: Any, chance: Random) -> Any:
    """The command with none, one or two of its fields saying something else."""
    pools = VARIED.get(ROWS[type(command)].name, {})
    fields = chance.sample(sorted(pools), min(len(pools), chance.choice((0, 1, 1, 2))))
    return replace(command, **{name: chance.choice(pools[name]) for name in fields})


def an_act(life: Life, chance: Random) -> tuple[Actor, Any]:
    """Anything by anybody, most often something that this state admits, by somebody who has the right."""
    commands = templates(life)
    here = [command for command in commands if admitted(life, command)]
    command = chance.choice(here if chance.random() < 0.9 else commands)
    people = entitled(ROWS[type(command)].name) if chance.random() < 0.8 else ()
    return chance.choice(people or EVERYBODY), varied(command, chance)


def a_beginning(chance: Random) -> Life:
    """A report by an agency, or one taken over from a file."""
    published = chance.choice((None, BEFORE, AFTER))
    if chance.random() < 0.1:
        command: Any = ImportCase(
            claim=LONG, url="https://tin.example/1", source="tep.csv", row=1, reporter=LAND, published_at=published
        )
        return Life(OPERATOR, command)
    concerns = chance.choice(((), (), (LAND,), (HEALTH, COMMUNE), (LEAD,), (POLICE,)))
    detected = published or chance.choice((BEFORE, AFTER))
    report = a_report(concerns=concerns, published_at=published, detected_at=detected)
    return Life(person(chance.choice((LAND, LAND, LEAD, POLICE, DISTRICT))), report)


def taken_over(life: Life) -> None:
    """The health department goes up in the district; who worked there works on. Once."""
    if life.heirs:
        return
    rows = life.registry.agencies
    taken = Succession(successor=DISTRICT, on=local_date(life.now), whole=True, source="QĐ 9")
    health = replace(rows[HEALTH], successions=(taken,))
    life.registry = replace(life.registry, agencies={**rows, HEALTH: health})
    life.heirs[HEALTH] = DISTRICT


def as_chance_has_it(life: Life, chance: Random) -> None:
    """Most often a step on, or on the way of a removal that was decided; now and then one aside, or some days."""
    in_force = life.case.state in (CaseState.DECIDED, CaseState.EXECUTING)
    if chance.random() < 0.1:
        life.now += timedelta(hours=chance.choice((15, 24 * 4, 24 * 90 if life.case.decisions else 24)))
    ways: list[Any] = [leading, leading, leading, removal if life.case.decisions else leading, aside]
    way = chance.choice([*ways, *[removal] * 6] if in_force else ways)
    commands: list[Any] = way(life)
    if way is not removal or chance.random() > 0.8:
        chance.shuffle(commands)
    if step := doable(life, commands, chance):
        life.acts(*step)


def walk(seed: int, steps: int) -> Life:
    """A long life by chance, with what must always hold looked at after every step."""
    chance = Random(seed)
    life = a_beginning(chance)
    for _ in range(steps):
        if chance.random() < 0.01:
            taken_over(life)
        before, written = life.case, len(life.written)
        if chance.random() < 0.8:
            as_chance_has_it(life, chance)
        elif life.acts(*an_act(life, chance)):
            assert life.case is before
            assert len(life.written) == written
        hangs_together(life.case)
    replays(life)
    return life
