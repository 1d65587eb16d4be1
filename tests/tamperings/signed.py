"""What whoever holds the keys of API, worker and eraser, and the database, can do where acts are signed by people."""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from domain.administration import signing
from domain.administration.officers import NominateOfficer
from domain.administration.signing import (
    ConfirmSigningKey,
    DoubtSigningKey,
    EndSigningKey,
    EnterSigningKey,
    OfficerKeyEntered,
    ProposeSigning,
    RequireSigning,
    SigningProposed,
    SigningRequired,
)
from domain.case.state.case import ClosureReason
from domain.kernel.actor import ActorKind, Caller
from domain.kernel.event import Sealed
from domain.kernel.key_words import words_of
from domain.kernel.refusals import Refused
from domain.kernel.vocabulary import Post
from domain.registry.accounts import KeyEnd, SigningKey
from domain.registry.regulation import Regulation, SigningRule
from store.authority.signed_acts import challenge_of
from store.driver.connection import Document
from store.record.canonical import canonical
from store.record.revision import Act, StreamHead, event_in, pending_of, state_of, tip_of
from store.store import Store
from tests.support.record import revision_of
from tests.support.signing import PAGE, PPC, key_of, needed, signature, signed, version
from tests.support.software_key import SoftwareKey
from tests.support.world import LEAD, SINCE, caller, officer
from tests.tamperings.scene import Scene
from tests.tamperings.signing import (
    ADMIN,
    CLOSING,
    DIRECTIVE,
    KINDS,
    OFFICERS,
    SIGNATORY,
    THIEF,
    Honest,
    add,
    closing,
    put,
)


def resigned(honest: Honest, key: SoftwareKey) -> Act:
    made = key.assertion(bytes(honest.revision["assertion"]["command"]), PAGE)
    said = {**honest.body["signed"], "key": key.key}
    return honest.act(signed=said, assertion=made.document())


Deed = Callable[[Scene], Awaitable[None]]


def honestly(kind: str) -> Deed:
    async def deed(scene: Scene) -> None:
        await closing(scene, key_of(SIGNATORY, kind))
        await scene.seal()

    return deed


def putting(act: Callable[[Honest], Act] = Honest.act, event: Callable[[Any], Any] | None = None) -> Deed:
    """The closing as another act, or with another event."""

    async def deed(scene: Scene) -> None:
        honest = await closing(scene)
        await put(scene, honest, act(honest), event and event(event_in(honest.revision)))

    return deed


def closed(**changes: Callable[[Any], Any]) -> Deed:
    """The closing says something else of itself."""

    def other(event: Any) -> Any:
        given = {name: change(getattr(event.closure, name)) for name, change in changes.items()}
        return replace(event, closure=replace(event.closure, **given))

    return putting(event=other)


unsigned = partial(Honest.act, signed=None, assertion=None)
unasserted = partial(Honest.act, assertion=None)
other_ground = closed(reason=lambda _: ClosureReason.WITHDRAWN)
other_reasons = closed(reasons=lambda was: replace(was, commitment="ab" * 32))


def on_paper(honest: Honest, **changes: Any) -> Act:
    return honest.act(signed={"paper": "12/QĐ"}, assertion=None, **changes)


def by_a_program(honest: Honest) -> Act:
    actor = replace(honest.act().actor, kind=ActorKind.CLIENT, subject="subject-x", posts=frozenset())
    return unsigned(honest, actor=actor)


def under_another_post(honest: Honest) -> Act:
    return honest.act(actor=replace(honest.act().actor, posts=frozenset({Post.SIGNATORY, Post.ADMIN})))


async def repeated(scene: Scene, elsewhere: bool = False) -> None:
    honest = await closing(scene)
    await scene.seal()
    where = scene.case if elsewhere else scene.pending
    await add(scene, where, event_in(honest.revision), honest.act(at=scene.clock()))


async def borrowed(scene: Scene) -> None:
    honest = await closing(scene)
    rows = [row async for row in scene.connection.revisions.find({"kind": "directive"}) if "assertion" in row]
    body = json.loads(rows[-1]["body"])
    await put(scene, honest, honest.act(signed=body["signed"], assertion=rows[-1]["assertion"]))


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
    await put(scene, honest, unsigned(honest, at=honest.before.at + timedelta(seconds=1)))


async def on_paper_without_a_key(scene: Scene) -> None:
    """By somebody who never had a key: the handler of the agency, who may close too."""
    honest = await closing(scene)
    actor = await scene.store.actor(caller(LEAD, Post.HANDLER))
    await put(scene, honest, on_paper(honest, actor=actor))


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
    await put(scene, Honest(honest, before), unsigned(Honest(honest, before)))


async def _confirmed(store: Store, command: Any, id: str, expected: int) -> Document:
    await signed(store, caller(LEAD, Post.ADMIN), key_of(ADMIN), command, target=id, expected=expected)
    return await revision_of(store.connection, f"{id}:{expected + 1}")


async def no_rule_any_more(scene: Scene) -> None:
    state: Regulation = state_of(await _regulation(scene))
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


async def ended_at_once(scene: Scene) -> None:
    """Two administrators who agree, and an API that keeps no rule, end the rule an hour from now."""
    row = await _regulation(scene)
    stream, n = row["stream"], row["n"]
    ending = ProposeSigning(actions=(), since=scene.clock() + timedelta(hours=1), page=PAGE)
    given: dict[str, Any] = {"target": stream}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signing, "LOOSENED_WAITS", timedelta())
        who, id = caller(PPC, Post.ADMIN), uuid4()
        await scene.store.execute(who, ending, command_id=id, paper="1/TTr", expected=n, **given)
        await signed(scene.store, caller(LEAD, Post.ADMIN), key_of(ADMIN), RequireSigning(), expected=n + 1, **given)
    await scene.seal()


async def _regulation(scene: Scene) -> Document:
    [row] = [row async for row in scene.connection.revisions.find({"kind": "regulation"}).sort("n", -1).limit(1)]
    return row


async def other_nomination(scene: Scene) -> None:
    given = NominateOfficer(subject="an-moi", posts=(Post.HANDLER,), since=SINCE, appointment="7/QĐ")
    made = await signed(scene.store, caller(LEAD, Post.ADMIN), key_of(ADMIN), given)
    honest = Honest(await scene.revision(f"{made.stream}:1"), StreamHead())
    event: Any = event_in(honest.revision)
    await put(scene, honest, honest.act(), replace(event, posts=(Post.ADMIN,)))


def entered_as(**changes: Any) -> Deed:

    async def deed(scene: Scene) -> None:
        made = SigningKey(key=THIEF.key, public=THIEF.public, label=Sealed("g", "ab" * 32), entered_at=scene.clock())
        honest = await closing(scene)
        await scene.seal()
        event = OfficerKeyEntered(key=replace(made, **changes))
        act = honest.act(action="enterSigningKey", scope=OFFICERS, signed=None, assertion=None, at=scene.clock())
        await add(scene, SIGNATORY, event, replace(act, command=str(uuid4())))

    return deed


async def other_rule(scene: Scene) -> None:
    row = await _regulation(scene)
    stream, n, store = row["stream"], row["n"], scene.store
    actions = tuple(state_of(row).signing[-1].actions)
    later = ProposeSigning(actions=actions, since=scene.clock() + timedelta(days=1), page=PAGE)
    who_first = caller(PPC, Post.ADMIN)
    await store.execute(who_first, later, command_id=uuid4(), target=stream, expected=n, paper="1/TTr")
    await scene.seal()
    before = tip_of(await scene.revision(f"{stream}:{n + 1}"))
    who = caller(LEAD, Post.ADMIN)
    await signed(store, who, key_of(ADMIN), RequireSigning(), target=stream, expected=n + 1)
    honest = Honest(await scene.revision(f"{stream}:{n + 2}"), before)
    event: Any = event_in(honest.revision)
    await put(scene, honest, honest.act(), replace(event, rule=replace(event.rule, page="https://casebook.invalid")))


async def by_an_ended_key(scene: Scene) -> None:
    """By a key that two others ended three days ago: the act was made before that, and comes to light now."""
    store, handler, who = scene.store, officer(LEAD, Post.HANDLER), caller(LEAD, Post.HANDLER)
    key = key_of(handler)

    async def on_key(by: Caller, command: Any, signs: SoftwareKey | None) -> None:
        given: dict[str, Any] = {"target": handler, "expected": await version(store, handler)}
        if signs:
            await signed(store, by, signs, command, **given)
        else:
            await store.execute(by, command, command_id=uuid4(), **given)

    await on_key(who, EnterSigningKey(key=key.key, public=key.public, label="khóa cũ"), None)
    confirming = ConfirmSigningKey(key=key.key, words=words_of(handler, key.key, key.public))
    await on_key(caller(LEAD, Post.ADMIN), confirming, key_of(ADMIN))
    scene.clock.forward(hours=25)
    expected = await version(store, scene.pending)
    await signed(store, who, key, CLOSING, target=scene.pending, expected=expected)
    made = await scene.revision(f"{scene.pending}:{expected + 1}")
    await scene.connection.pending.delete_one({"_id": made["_id"]})
    await on_key(caller(LEAD, Post.ADMIN), DoubtSigningKey(key=key.key, reason=KeyEnd.LOST), None)
    await on_key(caller(LEAD, Post.SIGNATORY), EndSigningKey(key=key.key), key_of(SIGNATORY))
    scene.clock.forward(days=3)
    await signed(store, caller(PPC, Post.SIGNATORY), key_of(officer(PPC, Post.SIGNATORY)), DIRECTIVE)
    await scene.seal()
    await scene.connection.pending.insert_one(pending_of(made))
    await scene.seal()


async def not_admitted(scene: Scene) -> None:
    """The signatory signs what the rules refuse, and the API carries it out all the same."""
    honest = await closing(scene)
    command = json.loads(honest.revision["assertion"]["command"])
    command["fields"]["ground"] = ClosureReason.WITHDRAWN.value
    made = key_of(SIGNATORY).assertion(canonical(command), PAGE)
    said = {"command": challenge_of(made.command).hex(), "key": key_of(SIGNATORY).key}
    event: Any = event_in(honest.revision)
    changed = replace(event, closure=replace(event.closure, reason=ClosureReason.WITHDRAWN))
    await put(scene, honest, honest.act(signed=said, assertion=made.document()), changed)


async def beside(scene: Scene, key: SoftwareKey | None = None) -> None:
    """Root takes the signature of a sealed act away, or puts another there, by a key of its own."""
    honest = await closing(scene)
    await scene.seal()
    made = key and key.assertion(bytes(honest.revision["assertion"]["command"]), PAGE).document()
    change = {"$set": {"assertion": made}} if made else {"$unset": {"assertion": 1}}
    await scene.connection.revisions.update_one({"_id": honest.revision["_id"]}, change)


async def refused_by_the_api(scene: Scene) -> str:
    store, expected = scene.store, await version(scene.store, scene.pending)
    who, id = caller(LEAD, Post.SIGNATORY), uuid4()
    given: dict[str, Any] = {"target": scene.pending, "expected": expected}
    problem = await needed(store, who, replace(CLOSING, reasons="Một lý do khác hẳn với lý do kia."), id, **given)
    try:
        await store.execute(who, CLOSING, command_id=id, signature=signature(key_of(SIGNATORY), problem), **given)
    except Refused as refused:
        return refused.problems[0].code
    return "done"


OF_SIGNATORY = key_of(SIGNATORY).key
HONEST = "its signatory"
SIGNED: Sequence[tuple[str, str, Deed]] = (
    *((f"A case is closed, as its signatory signed it ({kind})", HONEST, honestly(kind)) for kind in KINDS),
    ("A case is closed without a signature", "all keys", putting(unsigned)),
    ("A case is closed as its signatory signed it, and the signature is left out", "all keys", putting(unasserted)),
    ("A case is closed with a signature by a key of the forger", "all keys", putting(partial(resigned, key=THIEF))),
    (
        "A case is closed with a signature by the key of another officer of the agency",
        "all keys",
        putting(partial(resigned, key=key_of(ADMIN))),
    ),
    ("A case is closed with the signature of another act", "all keys", borrowed),
    ("A case is closed on another ground than was signed", "all keys", other_ground),
    ("A case is closed for other reasons than were signed", "all keys", other_reasons),
    ("A case is closed under another post than was signed", "all keys", putting(under_another_post)),
    ("A signed closing is written once more, afterwards", "all keys", repeated),
    ("A signed closing is written to another case", "all keys", partial(repeated, elsewhere=True)),
    ("A signed closing is written half an hour after it was signed", "all keys", late),
    ("A closing without a signature is dated before signatures were required", "all keys", backdated),
    ("A case is closed by a program", "all keys", putting(by_a_program)),
    ("A case is closed on a paper, by somebody who has a key", "all keys", putting(on_paper)),
    ("A case is closed on a paper, by somebody without a key", "all keys", on_paper_without_a_key),
    ("A key of the forger is entered and confirmed for the signatory", "all keys", a_key_of_ones_own),
    (
        "A key of the forger is entered as one that was confirmed",
        "all keys",
        entered_as(confirmed_by=ADMIN, counts_from=datetime(2026, 1, 1, tzinfo=UTC)),
    ),
    (
        "A key of the forger is entered under the name of the signatory's own key",
        "all keys",
        entered_as(key=OF_SIGNATORY),
    ),
    ("A rule on signing names another page than was proposed", "all keys", other_rule),
    ("A signed closing is written at another hour", "all keys", closed(at=lambda was: was - timedelta(hours=1))),
    ("A signed closing that no rule admits", "its signatory and all keys", not_admitted),
    ("A case is closed by a key that ended, and the closing is dated back", "all keys, an old one", by_an_ended_key),
    ("The rule that acts are signed is ended", "all keys", no_rule_any_more),
    (
        "The rule that acts are signed is ended an hour from now, by two administrators who agree",
        "their keys and all keys",
        ended_at_once,
    ),
    ("An officer is nominated for other posts than was signed", "all keys", other_nomination),
    ("The signature beside a sealed act is gone", "root", beside),
    ("The signature beside a sealed act is replaced", "root", partial(beside, key=THIEF)),
)
"""What is done, who can, and how."""
