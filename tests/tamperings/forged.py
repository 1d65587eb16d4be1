"""What whoever holds the key of one process can write: acts that are whole, signed and marked for the sealer."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from domain.administration.officers import OfficerAppointed, OfficerDismissed
from domain.erasure.erasures import RetentionEnded
from domain.kernel.actor import OPERATOR, PUBLIC, SYSTEM, Actor, ActorKind, Process
from domain.kernel.event import Event
from domain.kernel.policy import Scope
from domain.kernel.vocabulary import Post
from domain.registry.accounts import Officer
from store.keys.author import Author
from store.record.revision import Act, StreamHead, append, event_in, pending_of, state_of, tip_of
from tests.support.world import LEAD, caller, officer
from tests.support.writers import keys
from tests.tamperings.record import decision
from tests.tamperings.scene import ORIGIN, SPENT, Scene

API, WORKER, ERASER, CLI, VERIFIER = Process.API, Process.WORKER, Process.ERASER, Process.CLI, Process.VERIFIER
INTRUDER = "officer-intruder"


@dataclass(frozen=True)
class Forgery:
    action: str
    actor: Actor
    event: Event
    stream: str
    scope: str | None = None


async def forge(scene: Scene, by: Process | Author, *forgeries: Forgery, shift: timedelta = timedelta(0)) -> None:
    """Write acts with the key of a process, one a second, and have the honest sealer look at them."""
    connection, author = scene.connection, by if isinstance(by, Author) else keys(ORIGIN)[by]
    for made in forgeries:
        scene.clock.forward(seconds=1)
        newest = await connection.revisions.find_one({"stream": {"$eq": made.stream}}, sort=[("n", -1)])
        tip = tip_of(newest) if newest else StreamHead(anchor=(await tip_of_case(scene)).anchor)
        tip = replace(tip, at=None)  # a forger dates an act as they like
        act = Act(
            actor=made.actor,
            scope=made.scope,
            action=made.action,
            command=str(uuid4()),
            at=scene.clock() + shift,
            origin=ORIGIN,
            anchor=tip.anchor,
            author=author,
        )
        revision, _ = append(made.stream, tip, made.event, act)
        await connection.revisions.insert_one(revision)
        await connection.pending.insert_one(pending_of(revision))
    await scene.seal()


async def tip_of_case(scene: Scene) -> StreamHead:
    return tip_of(await scene.revision(f"{scene.case}:{await scene.last()}"))


async def a_decision(scene: Scene, action: str, actor: Actor, scope: str | None = None) -> Forgery:
    return Forgery(action, actor, event_in(await decision(scene)), scene.case, scope)


async def officers(scene: Scene, post: Post) -> Actor:
    return await scene.store.actor(caller(LEAD, post))


Deed = Callable[[Scene], Awaitable[None]]


def deciding(process: Process, action: str, actor: Actor) -> Deed:

    async def deed(scene: Scene) -> None:
        await forge(scene, process, await a_decision(scene, action, actor))

    return deed


def deciding_as(process: Process, action: str, post: Post, scope: Scope, *posts: Post) -> Deed:
    """A decision by an officer who holds a post, and says to hold others."""

    async def deed(scene: Scene) -> None:
        actor = await officers(scene, post)
        said = replace(actor, posts=frozenset(posts or (post,)))
        await forge(scene, process, await a_decision(scene, action, said, scope.value))

    return deed


async def appointment(scene: Scene) -> Forgery:
    row: Officer = state_of(await scene.revision(f"{officer(LEAD, Post.SIGNATORY)}:1"))
    appointed = OfficerAppointed(
        subject=row.subject, agency=LEAD, posts=(Post.SIGNATORY,), span=row.span, appointment=row.appointment
    )
    return Forgery("appointOfficer", OPERATOR, appointed, INTRUDER)


async def appointed_and_gone(scene: Scene) -> None:
    intruder = replace(await officers(scene, Post.SIGNATORY), subject=INTRUDER)
    await forge(
        scene,
        API,
        await appointment(scene),
        await a_decision(scene, "decideCase", intruder, Scope.DECISION_ISSUE.value),
        Forgery(
            "dismissOfficer", OPERATOR, OfficerDismissed(on=scene.clock().date() + timedelta(days=9_000)), INTRUDER
        ),
    )


def appointing(by: Process | Author) -> Deed:

    async def deed(scene: Scene) -> None:
        await forge(scene, by, await appointment(scene))

    return deed


def retention(process: Process, action: str = "endRetention") -> Deed:

    async def deed(scene: Scene) -> None:
        ended = RetentionEnded(code="HS-1", target=scene.case, at=scene.clock(), kept_days=0)
        await forge(scene, process, Forgery(action, SYSTEM, ended, "erasure-forged"))

    return deed


def dated(days: int) -> Deed:

    async def deed(scene: Scene) -> None:
        made = await a_decision(scene, "decideCase", await officers(scene, Post.SIGNATORY), Scope.DECISION_ISSUE.value)
        await forge(scene, API, made, shift=timedelta(days=days))

    return deed


STRANGER = Actor(kind=ActorKind.PERSON, subject="officer-nobody", client="desk", agency=LEAD)
HANDLER, SIGNATORY, ISSUE = Post.HANDLER, Post.SIGNATORY, Scope.DECISION_ISSUE
OVER = "The retention of an open case is said to be over"


def row(words: str, process: Process, make: Callable[..., Deed], *how: Any) -> tuple[str, Process, Deed]:
    return words, process, make(process, *how)


FORGED: Sequence[tuple[str, Process, Deed]] = (
    row("A decision by the register, recorded as the lapse of a round", API, deciding, "lapseRound", SYSTEM),
    row("A decision by the register, recorded as the lapse of a round", WORKER, deciding, "lapseRound", SYSTEM),
    row("A decision by the register, recorded as a decision", WORKER, deciding, "decideCase", SYSTEM),
    row("A decision by the public, recorded as a letter to the examiner", API, deciding, "writeToExaminer", PUBLIC),
    row("A decision by the operator", API, deciding, "decideCase", OPERATOR),
    row("A decision by a handler, recorded as evidence", API, deciding_as, "addEvidence", HANDLER, Scope.CASE_VERIFY),
    row("A decision by a signatory, recorded as an unknown action", API, deciding_as, "settleCase", SIGNATORY, ISSUE),
    row("A decision by a handler", API, deciding_as, "decideCase", HANDLER, ISSUE),
    (
        "A decision by a handler who claims to be the signatory",
        API,
        deciding_as(API, "decideCase", HANDLER, ISSUE, SIGNATORY),
    ),
    (
        "A decision by a signatory under the scope of another act",
        API,
        deciding_as(API, "decideCase", SIGNATORY, Scope.CASE_CLOSE),
    ),
    row("A decision by a signatory", WORKER, deciding_as, "decideCase", SIGNATORY, ISSUE),
    row("A decision by a signatory", ERASER, deciding_as, "decideCase", SIGNATORY, ISSUE),
    ("A decision by a signatory, in every part as the API writes it", API, dated(0)),
    ("A decision by a signatory, dated a year ahead", API, dated(365)),
    ("A decision by a signatory, dated a year back", API, dated(-365)),
    ("A decision by a signatory, dated ten days back", API, dated(-10)),
    row("A decision by somebody without an appointment", API, deciding, "decideCase", STRANGER),
    ("An appointment by the operator, a decision under it, and a dismissal", API, appointed_and_gone),
    row("An appointment by the operator, in a window that a person opened", CLI, appointing),
    ("An appointment by the operator while no window is open", CLI, appointing(SPENT)),
    row("A decision by the operator", CLI, deciding, "decideCase", OPERATOR),
    row("A decision by a signatory", CLI, deciding_as, "decideCase", SIGNATORY, ISSUE),
    row("A decision by a signatory", VERIFIER, deciding_as, "decideCase", SIGNATORY, ISSUE),
    row("A decision by the register, recorded as a verification", VERIFIER, deciding, "recordAccess", SYSTEM),
    *(row(OVER, process, retention) for process in (API, WORKER, ERASER, CLI, VERIFIER)),
    row(f"{OVER}, in the announcement of a destruction", ERASER, retention, "announceErasure"),
)
"""What is done, who holds the key, and how."""
