"""What whoever holds the keys of API, worker and eraser, and the database, can do where acts are signed by people."""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from domain.activity.directives import IssueDirective
from domain.administration.signing_keys import ConfirmSigningKey, EnterSigningKey
from domain.administration.signing_rules import SigningProposed, SigningRequired
from domain.case.closing import CloseCase
from domain.case.state.case import ClosureReason, Informed
from domain.kernel.actor import Actor, ActorKind, Process
from domain.kernel.calendar import from_iso_millis
from domain.kernel.event import Event
from domain.kernel.key_words import words_of
from domain.kernel.refusals import Refused
from domain.kernel.roles import Post, Role
from domain.registry.regulation import Regulation, SigningRule
from scripts.local.software_key import SoftwareKey
from store.authority.assertions import COPIABLE, PRESENT, VERIFIED
from store.driver.connection import Document
from store.record.revision import Act, StreamHead, append, event_in, pending_of, state_of, tip_of
from store.store import Store
from tests.support.clock import TestClock
from tests.support.signing import PAGE, PPC, has_key, key_of, needed, required, signature, signed, version
from tests.support.world import LEAD, caller, officer
from tests.support.writers import keys
from tests.tamperings.scene import ORIGIN, Scene

SIGNATORY, ADMIN = officer(LEAD, Post.SIGNATORY), officer(LEAD, Post.ADMIN)
CLOSING = CloseCase(
    ground=ClosureReason.NO_GROUNDS,
    reasons="Không có căn cứ để xử lý nội dung này.",
    informed=next(iter(Informed)),
)
DIRECTIVE = IssueDirective(
    document_number="1/CV", content="Rà soát các trang của đơn vị.", addressees=("agency-health",), due_days=10
)
THIEF = key_of("nobody")


async def prepared(scene: Scene, clock: TestClock) -> Scene:
    """The register, in which officers of two agencies have keys and every such act is signed."""
    store = scene.store
    for agency, post in ((LEAD, Post.SIGNATORY), (LEAD, Post.ADMIN), (PPC, Post.SIGNATORY)):
        await has_key(store, agency, post)
    for kind in KINDS[1:]:
        await has_key(store, LEAD, Post.SIGNATORY, kind)
    await required(store, clock)
    await scene.seal()
    await signed(store, caller(PPC, Post.SIGNATORY), key_of(officer(PPC, Post.SIGNATORY)), DIRECTIVE)
    await scene.seal()
    return scene


@dataclass
class Honest:
    """An honest act that is not sealed yet: its revision, and the version before it."""

    revision: Document
    before: StreamHead

    @property
    def body(self) -> Any:
        return json.loads(self.revision["body"])

    def act(self, **changes: Any) -> Act:
        """The act, with changes, by the key of the API."""
        body = self.body
        actor = body["actor"]
        same = Act(
            actor=Actor(
                kind=ActorKind(actor["kind"]),
                subject=actor["subject"],
                client=actor["client"],
                agency=actor["agency"],
                role=Role(actor["role"]),
                posts=frozenset(Post(post) for post in actor["posts"]),
            ),
            scope=body["scope"],
            action=body["action"],
            command=body["command"],
            at=from_iso_millis(body["at"]),
            origin=ORIGIN,
            anchor=json.loads(self.revision["envelope"])["anchor"],
            author=keys(ORIGIN)[Process.API],
            signed=body["signed"],
            assertion=self.revision["assertion"],
        )
        return replace(same, **changes)


async def closing(scene: Scene, key: SoftwareKey | None = None) -> Honest:
    """The closing of a case, signed by who may."""
    case, store = scene.pending, scene.store
    expected = await version(store, case)
    before = tip_of(await scene.revision(f"{case}:{expected}"))
    await signed(store, caller(LEAD, Post.SIGNATORY), key or key_of(SIGNATORY), CLOSING, target=case, expected=expected)
    return Honest(await scene.revision(f"{case}:{expected + 1}"), before)


async def put(scene: Scene, honest: Honest, act: Act, event: Event | None = None) -> None:
    """Put another act in the place of the honest one, and have the sealer look at it."""
    revision, _ = append(honest.revision["stream"], honest.before, event or event_in(honest.revision), act)
    id = {"_id": revision["_id"]}
    await scene.connection.revisions.replace_one(id, revision)
    await scene.connection.pending.replace_one(id, pending_of(revision))
    await scene.seal()


async def add(scene: Scene, stream: str, event: Event, act: Act) -> None:
    """Write one more version, and have the sealer look at it."""
    tip = tip_of(await scene.revision(f"{stream}:{await version(scene.store, stream)}"))
    revision, _ = append(stream, tip, event, replace(act, anchor=tip.anchor))
    await scene.connection.revisions.insert_one(revision)
    await scene.connection.pending.insert_one(pending_of(revision))
    await scene.seal()


def resigned(honest: Honest, key: SoftwareKey, page: str = PAGE, **otherwise: Any) -> Act:
    """The honest act, with another signature of its command."""
    made = key.assertion(bytes(honest.revision["assertion"]["command"]), page, **otherwise)
    said = {**honest.body["signed"], "key": key.key}
    return honest.act(signed=said, assertion=made.document())


Deed = Callable[[Scene], Awaitable[None]]


def honestly(kind: str) -> Deed:
    async def deed(scene: Scene) -> None:
        await closing(scene, key_of(SIGNATORY, kind))
        await scene.seal()

    return deed


async def unsigned(scene: Scene) -> None:
    honest = await closing(scene)
    await put(scene, honest, honest.act(signed=None, assertion=None))


async def unasserted(scene: Scene) -> None:
    honest = await closing(scene)
    await put(scene, honest, honest.act(assertion=None))


def by_key(key: SoftwareKey, page: str = PAGE, **otherwise: Any) -> Deed:
    async def deed(scene: Scene) -> None:
        honest = await closing(scene)
        await put(scene, honest, resigned(honest, key, page, **otherwise))

    return deed


async def borrowed(scene: Scene) -> None:
    """The signature of another act of another officer, who may do much."""
    honest = await closing(scene)
    rows = [row async for row in scene.connection.revisions.find({"kind": "directive"}) if "assertion" in row]
    body = json.loads(rows[-1]["body"])
    await put(scene, honest, honest.act(signed=body["signed"], assertion=rows[-1]["assertion"]))


async def other_ground(scene: Scene) -> None:
    honest = await closing(scene)
    event: Any = event_in(honest.revision)
    changed = replace(event, closure=replace(event.closure, reason=ClosureReason.WITHDRAWN))
    await put(scene, honest, honest.act(), changed)


async def other_reasons(scene: Scene) -> None:
    honest = await closing(scene)
    event: Any = event_in(honest.revision)
    reasons = replace(event.closure.reasons, commitment="ab" * 32)
    await put(scene, honest, honest.act(), replace(event, closure=replace(event.closure, reasons=reasons)))


async def other_actor(scene: Scene) -> None:
    honest = await closing(scene)
    actor = honest.act().actor
    await put(scene, honest, honest.act(actor=replace(actor, posts=frozenset({Post.SIGNATORY, Post.ADMIN}))))


async def again(scene: Scene) -> None:
    honest = await closing(scene)
    await scene.seal()
    await add(scene, scene.pending, event_in(honest.revision), honest.act(at=scene.clock()))


async def elsewhere(scene: Scene) -> None:
    honest = await closing(scene)
    await scene.seal()
    await add(scene, scene.case, event_in(honest.revision), honest.act(at=scene.clock()))


async def late(scene: Scene) -> None:
    honest = await closing(scene)
    scene.clock.forward(minutes=30)
    await put(scene, honest, honest.act(at=scene.clock()))


async def backdated(scene: Scene) -> None:
    scene.clock.forward(days=3)
    await signed(scene.store, caller(PPC, Post.SIGNATORY), key_of(officer(PPC, Post.SIGNATORY)), DIRECTIVE)
    await scene.seal()
    honest = await closing(scene)
    assert honest.before.at is not None
    await put(scene, honest, honest.act(signed=None, assertion=None, at=honest.before.at + timedelta(seconds=1)))


async def by_a_program(scene: Scene) -> None:
    honest = await closing(scene)
    actor = replace(honest.act().actor, kind=ActorKind.CLIENT, subject="subject-x", posts=frozenset())
    await put(scene, honest, honest.act(actor=actor, signed=None, assertion=None))


async def on_paper(scene: Scene) -> None:
    honest = await closing(scene)
    await put(scene, honest, honest.act(signed={"paper": "12/QĐ"}, assertion=None))


async def on_paper_without_a_key(scene: Scene) -> None:
    """By somebody who never had a key: the handler of the agency, who may close too."""
    honest = await closing(scene)
    actor = await scene.store.actor(caller(LEAD, Post.HANDLER))
    await put(scene, honest, honest.act(actor=actor, signed={"paper": "12/QĐ"}, assertion=None))


async def a_key_of_ones_own(scene: Scene) -> None:
    """The API enters a key for the signatory and confirms it as an administrator."""
    store, id = scene.store, SIGNATORY
    entering = EnterSigningKey(key=THIEF.key, public=THIEF.public, label="khóa mới")
    expected = await version(store, id)
    await store.execute(caller(LEAD, Post.SIGNATORY), entering, command_id=uuid4(), target=id, expected=expected)
    await scene.seal()
    confirming = ConfirmSigningKey(key=THIEF.key, words=words_of(id, THIEF.key, THIEF.public))
    honest = await _confirmed(store, confirming, id, expected + 1)
    before = tip_of(await scene.revision(f"{id}:{expected + 1}"))
    await put(scene, Honest(honest, before), Honest(honest, before).act(signed=None, assertion=None))


async def _confirmed(store: Store, command: Any, id: str, expected: int) -> Document:
    await signed(store, caller(LEAD, Post.ADMIN), key_of(ADMIN), command, target=id, expected=expected)
    found = await store.connection.revisions.find_one({"_id": f"{id}:{expected + 1}"})
    assert found is not None
    return found


async def no_rule_any_more(scene: Scene) -> None:
    """The API ends the rule as two administrators."""
    [row] = [row async for row in scene.connection.revisions.find({"kind": "regulation"}).sort("n", -1).limit(1)]
    state: Regulation = state_of(row)
    honest = await closing(scene)
    admin = await scene.store.actor(caller(LEAD, Post.ADMIN))
    other = await scene.store.actor(caller(PPC, Post.ADMIN))
    rule = SigningRule(
        actions=(), since=scene.clock(), page=PAGE, proposed_by=str(admin.subject), by=str(other.subject)
    )
    act = honest.act(
        actor=admin, scope="admin:config", action="proposeSigning", signed=None, assertion=None, at=scene.clock()
    )
    await scene.seal()
    await add(scene, state.id, SigningProposed(rule=replace(rule, by=None)), replace(act, command=str(uuid4())))
    await add(
        scene,
        state.id,
        SigningRequired(rule=rule),
        replace(act, actor=other, action="requireSigning", command=str(uuid4()), at=scene.clock()),
    )


async def taken_away(scene: Scene) -> None:
    """Root takes the signature of a sealed act away."""
    honest = await closing(scene)
    await scene.seal()
    await scene.connection.revisions.update_one({"_id": honest.revision["_id"]}, {"$unset": {"assertion": 1}})


async def exchanged(scene: Scene) -> None:
    """Root puts another command beside a sealed act, signed by a key of its own."""
    honest = await closing(scene)
    await scene.seal()
    made = THIEF.assertion(bytes(honest.revision["assertion"]["command"]), PAGE).document()
    await scene.connection.revisions.update_one({"_id": honest.revision["_id"]}, {"$set": {"assertion": made}})


async def refused_by_the_api(scene: Scene) -> str:
    """What the honest API says to a signature of another command."""
    store, expected = scene.store, await version(scene.store, scene.pending)
    who, id = caller(LEAD, Post.SIGNATORY), uuid4()
    given: dict[str, Any] = {"target": scene.pending, "expected": expected}
    problem = await needed(store, who, replace(CLOSING, reasons="Một lý do khác hẳn với lý do kia."), id, **given)
    try:
        await store.execute(who, CLOSING, command_id=id, signature=signature(key_of(SIGNATORY), problem), **given)
    except Refused as refused:
        return refused.problems[0].code
    return "done"


HONEST = "its signatory"
KINDS = ("ES256", "RS256", "EdDSA")
SIGNED: Sequence[tuple[str, str, Deed]] = (
    *((f"A case is closed, as its signatory signed it ({kind})", HONEST, honestly(kind)) for kind in KINDS),
    ("A case is closed without a signature", "all keys", unsigned),
    ("The same, and the signature is left out", "all keys", unasserted),
    ("The same by a key of the forger", "all keys", by_key(THIEF)),
    ("The same by the key of another officer of the agency", "all keys", by_key(key_of(ADMIN))),
    ("The same by the key of an officer of another agency", "all keys", by_key(key_of(officer(PPC, Post.SIGNATORY)))),
    ("The same with the signature of another act", "all keys", borrowed),
    ("The same, signed on another page", "all keys", by_key(key_of(SIGNATORY), "https://casebook.invalid")),
    ("The same, signed without PIN or finger", "all keys", by_key(key_of(SIGNATORY), flags=PRESENT)),
    (
        "The same, signed by a key that can be copied",
        "all keys",
        by_key(key_of(SIGNATORY), flags=PRESENT | VERIFIED | COPIABLE),
    ),
    ("The same, on another ground than was signed", "all keys", other_ground),
    ("The same, for other reasons than were signed", "all keys", other_reasons),
    ("The same, with another post than was signed", "all keys", other_actor),
    ("The same once more, after it", "all keys", again),
    ("The same in another case", "all keys", elsewhere),
    ("The same, half an hour after it was signed", "all keys", late),
    ("The same without a signature, dated before they were required", "all keys", backdated),
    ("The same by a program", "all keys", by_a_program),
    ("The same on a paper, by who has a key", "all keys", on_paper),
    ("The same on a paper, by who has none", "all keys", on_paper_without_a_key),
    ("A key of the forger, entered and confirmed for the signatory", "all keys", a_key_of_ones_own),
    ("The end of the rule that acts are signed", "all keys", no_rule_any_more),
    ("The signature beside a sealed act is gone", "root", taken_away),
    ("The signature beside a sealed act is another", "root", exchanged),
)
"""What is done, who can, and how."""
