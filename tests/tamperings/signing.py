"""A register where people sign acts, and how a forger puts other acts in the place of theirs."""

import json
from dataclasses import dataclass, replace
from typing import Any

from domain.activity.directives import IssueDirective
from domain.case.closing import CloseCase
from domain.case.state.case import ClosureReason, Informed
from domain.kernel.actor import Actor, ActorKind, Process
from domain.kernel.calendar import from_iso_millis
from domain.kernel.event import Event
from domain.kernel.policy import Scope
from domain.kernel.vocabulary import Post, Role
from store.driver.connection import Document
from store.record.revision import Act, StreamHead, append, event_in, pending_of, tip_of
from tests.support.clock import TestClock
from tests.support.signing import PPC, has_key, key_of, required, signed, version
from tests.support.software_key import SoftwareKey
from tests.support.world import LEAD, caller, officer
from tests.support.writers import keys
from tests.tamperings.scene import ORIGIN, Scene

KINDS = ("ES256", "RS256", "EdDSA")
SIGNATORY, ADMIN = officer(LEAD, Post.SIGNATORY), officer(LEAD, Post.ADMIN)
CLOSING = CloseCase(
    ground=ClosureReason.NO_GROUNDS, reasons="Không có căn cứ để xử lý nội dung này.", informed=next(iter(Informed))
)
DIRECTIVE = IssueDirective(
    document_number="1/CV", content="Rà soát các trang của đơn vị.", addressees=("agency-health",), due_days=10
)
THIEF = key_of("nobody")
OFFICERS = Scope.FOCAL_MANAGE.value


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
    case, store = scene.pending, scene.store
    expected = await version(store, case)
    before = tip_of(await scene.revision(f"{case}:{expected}"))
    await signed(store, caller(LEAD, Post.SIGNATORY), key or key_of(SIGNATORY), CLOSING, target=case, expected=expected)
    return Honest(await scene.revision(f"{case}:{expected + 1}"), before)


async def put(scene: Scene, honest: Honest, act: Act, event: Event | None = None) -> None:
    revision, _ = append(honest.revision["stream"], honest.before, event or event_in(honest.revision), act)
    id = {"_id": revision["_id"]}
    await scene.connection.revisions.replace_one(id, revision)
    await scene.connection.pending.replace_one(id, pending_of(revision))
    await scene.seal()


async def add(scene: Scene, stream: str, event: Event, act: Act) -> None:
    tip = tip_of(await scene.revision(f"{stream}:{await version(scene.store, stream)}"))
    revision, _ = append(stream, tip, event, replace(act, anchor=tip.anchor))
    await scene.connection.revisions.insert_one(revision)
    await scene.connection.pending.insert_one(pending_of(revision))
    await scene.seal()
