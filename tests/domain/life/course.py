"""A case with its events, and a clock."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from operator import is_
from random import Random
from typing import Any

from domain.case.evidence import AddEvidence
from domain.case.state.case import Case
from domain.kernel.actor import Actor
from domain.kernel.event import Event, folded
from domain.kernel.refusals import NotAllowed, Refused
from domain.rules.command import denial, standing
from domain.rules.facts import Facts
from store.record.canonical import JSON, canonical, event_of
from tests.domain.life.people import EVERYBODY, OLDER, PROVINCE, ROWS
from tests.support.answered import held
from tests.support.facts import NOW
from tests.support.handling_commands import an_upload
from tests.support.handling_facts import knowing


def record(event: Event) -> tuple[str, bytes]:
    return event.TYPE, canonical(JSON.unstructure(event))


def read(written: tuple[str, bytes]) -> Event:
    name, data = written
    return event_of(name, json.loads(data))


@cache
def entitled(name: str) -> tuple[Actor, ...]:
    """Who may do it at all, whatever the case."""
    row = next(row for row in ROWS.values() if row.name == name)
    return tuple(who for who in EVERYBODY if denial(row, who) is None)


class Life:
    """A case with its events, and a clock."""

    replayed: int
    """How many of its events were replayed."""
    again: Case | None
    """The case that they give."""
    held: Case | None
    """The case that it was held against."""

    _known: tuple[tuple[Any, ...], Facts] | None = None
    """What is known of the command that was judged last: it is asked of one person after the other."""

    def __init__(self, who: Actor, command: Any) -> None:
        self.now, self.number, self.registry = NOW, 0, PROVINCE
        self.heirs: dict[str, str] = {}
        self.case: Case = None  # type: ignore[assignment]  # until the report below
        self.written: list[tuple[str, bytes]] = []
        self.replayed, self.again, self.held = 0, None, None
        self.done: list[str] = []
        self.last = who
        assert self.acts(who, command) == ""

    def actor(self, who: Actor) -> Actor:
        """The actor as the command handler would make it: for an agency that was taken over, its heir acts."""
        return replace(who, agency=self.heirs[who.agency]) if who.agency in self.heirs else who

    def facts(self, who: Actor, command: Any) -> Facts:
        """What the command handler would know."""
        at = command, self.registry, self.now, self.number
        if self._known is None or not all(map(is_, at, self._known[0])):
            self._known = at, self._facts(who, command)
        return replace(self._known[1], actor=self.actor(who))

    def _facts(self, who: Actor, command: Any) -> Facts:
        upload = None
        if isinstance(command, AddEvidence):
            case, agency, group = command.upload.split("/")
            upload = an_upload(agency, case=case)
            upload = replace(upload, file=replace(upload.file, group=group))
        known = {"registry": self.registry, "upload": upload, "related": {"case-0": OLDER}}
        return knowing(self.actor(who), command, now=self.now, new_id=f"id-{self.number}", **known)

    def judged(self, who: Actor, command: Any) -> tuple[str, tuple[Event, ...]]:
        """Why it is refused, or what happens."""
        row, known = ROWS[type(command)], self.facts(who, command)
        try:
            if denied := denial(row, known.actor):
                raise denied
            if self.written and (problem := standing(row, self.case, known)):
                raise Refused(problem)
            return "", row.decide(self.case, command, known)
        except NotAllowed as denied:
            held(type(command), denied)
            return denied.code, ()
        except Refused as refused:
            held(type(command), refused)
            return refused.problems[0].code, ()

    def acts(self, who: Actor, command: Any) -> str:
        """Try it. Return why it was refused; empty when it happened."""
        self.number += 1
        refused, events = self.judged(who, command)
        assert bool(events) is (refused == "")
        for event in events:
            self.case = folded(self.case, event, "case-1")
            self.written.append(record(event))
        if not refused:
            self.last = who
            self.done.append(ROWS[type(command)].name)
        return refused


def admitted(life: Life, command: Any) -> bool:
    """Whether the state admits it, whoever it is."""
    states = ROWS[type(command)].states
    return states is None or life.case.state in states


def able(life: Life, command: Any, people: Iterable[Actor] | None = None) -> Iterator[Actor]:
    """Who may do it now."""
    entitled_here = people or entitled(ROWS[type(command)].name)
    for who in entitled_here if admitted(life, command) else ():
        if not life.judged(who, command)[0]:
            yield who


def doable(life: Life, commands: Iterable[Any], chance: Random) -> tuple[Actor, Any] | None:
    """The first of the commands that somebody may give now, and by whom: most often by who acted last."""
    for command in commands:
        people = list(entitled(ROWS[type(command)].name))
        chance.shuffle(people)
        if life.last in people and chance.random() < 0.3:
            people.insert(0, life.last)
        if who := next(able(life, command, people), None):
            return who, command
    return None
