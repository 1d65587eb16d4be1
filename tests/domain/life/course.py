"""A case with its events, the model beside it, and a clock."""

import json
from dataclasses import replace
from functools import cache
from operator import is_
from typing import Any

from domain.case.evidence import AddEvidence
from domain.case.intake import ImportCase, ReportCase
from domain.case.state.case import Case
from domain.kernel.actor import OPERATOR, SYSTEM, Actor
from domain.kernel.event import Event, folded
from domain.kernel.refusals import NotAllowed, Refused
from domain.kernel.roles import Post
from domain.rules.action import denial, standing
from domain.rules.facts import Facts
from store.record.canonical import JSON, canonical, event_of
from tests.domain.life.known import Who, today
from tests.domain.life.model import Model
from tests.domain.life.people import EVERYBODY, LEADERS, OLDER, PROVINCE, ROWS, SINCE
from tests.support.facts import machine, person
from tests.support.handling_commands import an_upload
from tests.support.handling_facts import CHANGE_OF_LAW, COMMUNE, GROUND, NEW, OLD, knowing
from tests.support.world import LEAD


def record(event: Event) -> tuple[str, bytes]:
    return event.TYPE, canonical(JSON.unstructure(event))


def read(written: tuple[str, bytes]) -> Event:
    name, data = written
    return event_of(name, json.loads(data))


@cache
def _actor(who: Who) -> Actor:
    if who.agency is None:
        return OPERATOR if who.id == "operator" else SYSTEM
    if not who.posts:
        return machine(who.agency, greedy=True)
    posts = frozenset(map(Post, who.posts.split()))
    return replace(person(who.agency), subject=who.id, officer=who.id, posts=posts)


class Life:
    """A case with its events, the model beside it, and a clock."""

    replayed: int
    """How many of its events were replayed."""
    again: Case | None
    """The case that they give."""
    held: Case | None
    """The case that it was held against."""

    _known: tuple[tuple[Any, ...], Facts] | None = None
    """What is known of the command that was judged last: it is asked of one person after the other."""

    def __init__(self, who: Who, command: Any) -> None:
        self.now, self.number, self.registry = SINCE, 0, PROVINCE
        self.heirs: dict[str, str] = {}
        self.case: Case = None  # type: ignore[assignment]  # until the report below
        self.written: list[tuple[str, bytes]] = []
        self.replayed, self.again, self.held = 0, None, None
        self.done: list[str] = []
        self.last = who
        assert self.attempt(who, command) == ""
        published = command.published_at
        act = published or (command.detected_at if isinstance(command, ReportCase) else self.now)
        new = today(act) >= CHANGE_OF_LAW
        self.model = Model(
            lead=LEAD,
            reporter=command.reporter if isinstance(command, ImportCase) else str(who.agency),
            concerns=set(getattr(command, "concerns", ())),
            carriers={GROUND, NEW if new else OLD},
            known=set(self.registry.agencies),
            officers={officer.id: officer.agency for officer in self.registry.officers.values()},
            incompetent={COMMUNE},
            received=self.now,
            content=published or (command.detected_at if isinstance(command, ReportCase) else None),
            heirs=self.heirs,
        )

    def actor(self, who: Who) -> Actor:
        """The actor as the command handler would make it: for an agency that was taken over, its heir acts."""
        return _actor(replace_agency(who, self.heirs))

    def facts(self, who: Who, command: Any) -> Facts:
        """What the command handler would know."""
        at = command, self.registry, self.now, self.number
        if self._known is None or not all(map(is_, at, self._known[0])):
            self._known = at, self._facts(who, command)
        return replace(self._known[1], actor=self.actor(who))

    def _facts(self, who: Who, command: Any) -> Facts:
        upload = None
        if isinstance(command, AddEvidence):
            case, agency, group = command.upload.split("/")
            upload = an_upload(agency, case=case)
            upload = replace(upload, file=replace(upload.file, group=group))
        return knowing(
            self.actor(who),
            command,
            now=self.now,
            registry=self.registry,
            upload=upload,
            related={"case-0": OLDER},
            new_id=f"id-{self.number}",
        )

    def judged(self, who: Who, command: Any) -> tuple[str, tuple[Event, ...]]:
        """Why it is refused, or what happens."""
        row, known = ROWS[type(command)], self.facts(who, command)
        try:
            if denied := denial(row, known.actor):
                raise denied
            if self.written and (problem := standing(row, self.case, known)):
                raise Refused(problem)
            return "", row.decide(self.case, command, known)
        except NotAllowed as denied:
            return denied.code, ()
        except Refused as refused:
            return refused.problems[0].code, ()

    def attempt(self, who: Who, command: Any) -> str:
        """Why it was refused; empty when it happened."""
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

    def acts(self, who: Who, command: Any) -> str:
        """Try it, and hold the answer against the model's."""
        name = ROWS[type(command)].name
        here = replace_agency(who, self.heirs)
        expected = self.model.expects(name, here, command, self.now)
        before = self.case
        refused = self.attempt(who, command)
        if expected is not None:
            assert (refused == "") is expected, (name, who, command, refused or "went through")
        if refused:
            assert self.case is before
        else:
            self.model.happened(name, here, command, self.now, f"id-{self.number}")
        return refused


def replace_agency(who: Who, heirs: dict[str, str]) -> Who:
    """Who it is today."""
    return replace(who, agency=heirs[who.agency]) if who.agency in heirs else who


def able(life: Life, command: Any) -> list[Who]:
    """Who may do it now: as the model says, and where it does not know, as the register would."""
    name, found = ROWS[type(command)].name, set[Who]()
    for item in EVERYBODY if life.model.to_be_had(name) else ():
        expected = life.model.expects(name, replace_agency(item, life.heirs), command, life.now)
        if expected or (expected is None and not life.judged(item, command)[0]):
            found.add(item)
    return [item for item in (*LEADERS, *EVERYBODY) if item in found]


def doable(life: Life, commands: list[Any]) -> list[tuple[Any, list[Who]]]:
    """The commands that somebody may give now, with all who may."""
    return [(command, who) for command in commands if (who := able(life, command))]
