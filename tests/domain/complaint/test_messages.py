"""Messages through the code: an examiner asks, the person answers, and nobody else writes (Điều 29, 30)."""

from dataclasses import replace
from typing import Any

import pytest

from domain.complaint.messages import MESSAGES_MOST, AskComplainant, WriteToExaminer
from domain.complaint.state import SECOND, UNANSWERED, Message, RedressState
from domain.kernel.actor import Actor, holder_of
from domain.kernel.roles import Post
from tests.support.facts import HEALTH, NOW, attempt, person, sealed, verdict
from tests.support.redress import LONG, PPC, a_decided_case, about, at, examiner, knowing

ASK, WRITE = AskComplainant(text=LONG), WriteToExaminer(text="Tôi gửi thêm một ý.")
HOLDER = holder_of("redress-1")
MESSAGE = Message(at=NOW, text=sealed("m"), level=1)


def said(state: Any, command: Any, actor: Actor, **known: Any) -> str:
    return verdict(state, command, knowing(actor, command, **({"contested": about()} | known)))


@pytest.mark.parametrize("state", RedressState)
def test_in_which_state(state: RedressState) -> None:
    taken_up = state in (RedressState.ACCEPTED, RedressState.EXAMINING)
    assert (said(at(state), ASK, examiner()) == "ok") is taken_up
    assert (said(at(state), WRITE, HOLDER) == "ok") is (state in UNANSWERED)


@pytest.mark.parametrize(
    ("actor", "expected"),
    [
        (examiner(), "ok"),
        (examiner(PPC), "examining-agency-only"),
        (person(HEALTH, Post.AUDITOR), "post-missing"),
        (HOLDER, "actor-not-admitted"),
    ],
)
def test_an_examiner_asks(actor: Actor, expected: str) -> None:
    assert said(at(RedressState.EXAMINING), ASK, actor) == expected


def test_nobody_with_a_part_in_the_case_asks() -> None:
    who = examiner()
    state = at(RedressState.EXAMINING)
    assert said(state, ASK, who, contested=about(None, who.subject)) == "part-in-case"
    assert said(state, ASK, who, contested=about(a_decided_case(concerns=("agency-lead",)))) == "agency-concerned"


def test_officers_do_not_write_for_the_person() -> None:
    assert said(at(RedressState.EXAMINING), WRITE, examiner()) == "actor-not-admitted"


def test_both_are_kept_with_level_and_officer() -> None:
    state = at(RedressState.EXAMINING, level=SECOND)
    asked = attempt(state, ASK, knowing(examiner(), ASK, contested=about()))
    both = attempt(asked, WRITE, knowing(HOLDER, WRITE))
    assert [(message.level, message.officer) for message in both.messages] == [(2, examiner().subject), (2, None)]


@pytest.mark.parametrize(("command", "actor"), [(ASK, examiner()), (WRITE, HOLDER)])
def test_so_many(command: Any, actor: Actor) -> None:
    full = replace(at(RedressState.EXAMINING), messages=(MESSAGE,) * MESSAGES_MOST)
    assert said(full, command, actor) == "too-many-messages"
    assert said(replace(full, messages=full.messages[1:]), command, actor) == "ok"
