"""What root can do to the versions of a decided case, and to the registry that its acts rest on."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from functools import partial
from hashlib import sha256
from typing import Any

from domain.kernel.calendar import from_iso_millis, iso_millis
from store.driver.connection import Document
from store.record.canonical import canonical
from store.record.revision import pending_of
from store.tlog.merkle import leaf_hash
from tests.sealer.damage import rehashed
from tests.support.record import there
from tests.tamperings.scene import Scene, Tamper, said

OTHER = "officer-lead-handler"
"""Whom the forged decision names as its signatory."""


async def changed(scene: Scene, id: str, **fields: Any) -> None:
    done = await scene.connection.revisions.update_one({"_id": id}, {"$set": fields})
    assert done.modified_count == 1


async def replaced(scene: Scene, revision: Document) -> None:
    await scene.connection.revisions.replace_one({"_id": revision["_id"]}, revision, upsert=True)


async def marked(scene: Scene, revision: Document) -> None:
    """A marker by which the sealer would seal a revision."""
    marker = pending_of(revision)
    await scene.storage.pending.replace_one({"_id": marker["_id"]}, marker, upsert=True)


async def decision(scene: Scene) -> Document:
    return there(await scene.connection.revisions.find_one({"stream": scene.case, "type": "case.decided"}))


def with_signatory(part: bytes) -> bytes:
    """A body or a state in which another officer decided."""
    told = said(part)
    for row in _decisions(told):
        row["signatory"] = OTHER
    return canonical(told)


def _decisions(told: Any) -> Iterator[Any]:
    if told.get("type") == "case.decided":
        yield told["data"]["decision"]
        told["actor"]["subject"] = OTHER
    yield from told.get("decisions", ())


def altered(**fields: Any) -> Tamper:
    """Fields of the decision alone; a function makes one from what it was."""

    async def deed(scene: Scene) -> None:
        row = await decision(scene)
        given = {name: value(row[name]) if callable(value) else value for name, value in fields.items()}
        await changed(scene, row["_id"], **given)

    return deed


async def gone(scene: Scene, found: Callable[[Scene], Awaitable[Document]]) -> None:
    await scene.connection.revisions.delete_one({"_id": (await found(scene))["_id"]})


async def body_rehashed(scene: Scene) -> None:
    revision = await decision(scene)
    told = said(with_signatory(revision["body"]))
    await replaced(scene, rehashed(revision, data=told["data"], actor=told["actor"]))


async def rewritten(scene: Scene) -> list[Document]:
    """From the decision on every version with the other signatory, each hash made to fit."""
    first, made = await decision(scene), list[Document]()
    before = await scene.revision(f"{scene.case}:{first['n'] - 1}")
    for n in range(first["n"], await scene.last() + 1):
        revision = await scene.revision(f"{scene.case}:{n}")
        state = with_signatory(revision["state"])
        body = {**said(with_signatory(revision["body"])), "state": sha256(state).hexdigest()}
        before = rehashed({**revision, "state": state}, before["leaf"], **body)
        await replaced(scene, before)
        made.append(before)
    return made


async def rewritten_and_indexed(scene: Scene) -> None:
    for revision in await rewritten(scene):
        await scene.storage.index.update_one({"event": revision["_id"]}, {"$set": {"leaf": revision["leaf"]}})


async def rewritten_for_the_sealer(scene: Scene) -> None:
    for revision in await rewritten(scene):
        await scene.storage.index.delete_one({"event": revision["_id"]})
        await marked(scene, revision)
    await scene.seal()


async def indexed_for_the_sealer(scene: Scene) -> None:
    await rewritten_and_indexed(scene)
    first = await decision(scene)
    for n in range(first["n"], await scene.last() + 1):
        await marked(scene, await scene.revision(f"{scene.case}:{n}"))
    await scene.seal()


async def end_gone(scene: Scene) -> None:
    n = await scene.last()
    revision = await scene.revision(f"{scene.case}:{n}")
    await scene.connection.revisions.delete_one({"_id": revision["_id"]})
    await scene.connection.commands.delete_one({"_id": revision["command"]})
    await scene.storage.index.delete_one({"event": revision["_id"]})
    main = scene.connection.client[scene.connection.names.main]
    for (part, name), rows in scene.earlier.items():
        for row in rows:
            if part == "main" and row["_id"] == scene.case:
                await main[name].replace_one({"_id": scene.case}, row)


async def case_gone(scene: Scene) -> None:
    revisions = scene.connection.revisions
    commands = [row["command"] async for row in revisions.find({"stream": scene.case})]
    await revisions.delete_many({"stream": scene.case})
    await scene.connection.commands.delete_many({"_id": {"$in": commands}})
    await scene.storage.index.delete_many({"event": {"$regex": f"^{scene.case}:"}})
    await scene.connection.client[scene.connection.names.main]["cases"].delete_one({"_id": scene.case})


async def next_version(scene: Scene, stream: str = "", n: int = 0, **body: Any) -> Document:
    """A version that nobody wrote after version n of a stream, with hashes that fit and somebody's signature.

    If no stream is named, it follows the last version of the case.
    """
    stream, n = stream or scene.case, n or await scene.last()
    last = await scene.revision(f"{stream}:{n}")
    at = from_iso_millis(said(last["body"])["at"]) + timedelta(seconds=1)
    fresh = rehashed({**last, "_id": f"{stream}:{n + 1}", "n": n + 1}, last["leaf"], at=iso_millis(at), **body)
    envelope = canonical({**said(fresh["envelope"]), "n": n + 1})
    made = {**fresh, "at": at.replace(tzinfo=None), "envelope": envelope, "leaf": leaf_hash(envelope)}
    await scene.connection.revisions.insert_one(made)
    return made


async def sealed_next(scene: Scene, stream: str = "", n: int = 0) -> None:
    """Write a version that nobody wrote, with a marker for the sealer."""
    await marked(scene, await next_version(scene, stream, n))
    await scene.seal()


async def swapped(scene: Scene) -> None:
    one = await decision(scene)
    other = await scene.revision(f"{scene.case}:{one['n'] - 1}")
    await scene.connection.revisions.delete_many({"_id": {"$in": [one["_id"], other["_id"]]}})
    names = ("_id", "n")
    await scene.connection.revisions.insert_many(
        [{**one, **{name: other[name] for name in names}}, {**other, **{name: one[name] for name in names}}]
    )


async def anchor(scene: Scene) -> None:
    revision = await scene.revision(f"{scene.case}:{await scene.last()}")
    envelope = canonical({**said(revision["envelope"]), "anchor": None})
    await changed(scene, revision["_id"], envelope=envelope, leaf=leaf_hash(envelope))


async def back_dated(scene: Scene) -> None:
    revision = await decision(scene)
    at = from_iso_millis(said(revision["body"])["at"]) - timedelta(days=1)
    made = rehashed(revision, at=iso_millis(at))
    await replaced(scene, {**made, "at": at.replace(tzinfo=None)})


async def unsigned(scene: Scene) -> None:
    id = (await decision(scene))["_id"]
    await scene.connection.revisions.update_one({"_id": id}, {"$unset": {"author": "", "signature": ""}})


async def signed_for_another(scene: Scene) -> None:
    revision = await decision(scene)
    before = await scene.revision(f"{scene.case}:{revision['n'] - 1}")
    await changed(scene, revision["_id"], signature=before["signature"])


async def head_of_officer(scene: Scene) -> None:
    heads = scene.connection.client[scene.connection.names.main]["officers"]
    done = await heads.update_one({"_id": OTHER}, {"$set": {"posts": ["HANDLER", "SIGNATORY"]}})
    assert done.modified_count == 1


async def appointment_state(scene: Scene) -> None:
    revision = await scene.revision(f"{OTHER}:1")
    state = {**said(revision["state"]), "posts": ["HANDLER", "SIGNATORY"]}
    await changed(scene, revision["_id"], state=canonical(state))


async def appointment_rehashed(scene: Scene) -> None:
    revision = await scene.revision(f"{OTHER}:1")
    state = canonical({**said(revision["state"]), "posts": ["HANDLER", "SIGNATORY"]})
    data = {**said(revision["body"])["data"], "posts": ["HANDLER", "SIGNATORY"]}
    made = rehashed({**revision, "state": state}, data=data, state=sha256(state).hexdigest())
    await replaced(scene, made)


async def grant_rehashed(scene: Scene) -> None:
    grants = await scene.connection.revisions.find({"kind": "grant"}).to_list(None)
    revision = min(grants, key=lambda row: str(said(row["state"])["agency"]))
    state = canonical({**said(revision["state"]), "scopes": ["case:report"]})
    await replaced(scene, rehashed({**revision, "state": state}, state=sha256(state).hexdigest()))


async def line(scene: Scene) -> Document:
    return await scene.revision(said((await decision(scene))["body"])["stated"][-1])


async def line_changed(scene: Scene) -> None:
    revision = await line(scene)
    data = said(revision["body"])["data"]
    data["waiting"]["act"]["measure"] = "OFFICIAL_INFORMATION"
    await replaced(scene, rehashed(revision, data=data))


async def line_unnamed(scene: Scene) -> None:
    await replaced(scene, rehashed(await decision(scene), stated=[]))


RECORD: tuple[tuple[str, Tamper], ...] = (
    ("The body of a decision names another signatory", altered(body=with_signatory)),
    ("A decision names another signatory, and the hashes of its version fit", body_rehashed),
    ("A decision names another signatory, and all later versions fit", rewritten),
    ("A decision names another signatory, and all later versions and rows of the index fit", rewritten_and_indexed),
    (
        "Rewritten versions lose their rows of the index and get markers, so that the sealer seals them again",
        rewritten_for_the_sealer,
    ),
    ("Rewritten versions keep rows of the index, as sealed ones have, and get markers", indexed_for_the_sealer),
    ("The state alone names another signatory", altered(state=with_signatory)),
    ("A version in the middle is gone", partial(gone, found=decision)),
    ("The last version is gone, with command, row of the index and head", end_gone),
    ("The whole case is gone, with commands, rows and head", case_gone),
    ("A version that nobody wrote follows the last", next_version),
    ("A version that nobody wrote follows the last, with a marker, so that the sealer seals it", sealed_next),
    ("Two versions change places", swapped),
    ("A salt is replaced", altered(salt=b"\x00" * 32)),
    ("A field for queries says another agency", altered(agency="agency-health")),
    ("A revision has an extra field", altered(note="approved by telephone")),
    ("A version names no checkpoint any more, and its hash fits", anchor),
    ("A decision is a day older, and its hashes fit", back_dated),
    ("Author and signature are gone", unsigned),
    ("The signature is that of another version", signed_for_another),
    ("The head of an appointment makes a handler a signatory", head_of_officer),
    ("The state of an appointment makes a handler a signatory", appointment_state),
    (
        "The state of an appointment makes a handler a signatory, and the hashes of that version fit",
        appointment_rehashed,
    ),
    (
        "A version of an appointment that nobody wrote has a marker for the sealer",
        partial(sealed_next, stream=OTHER, n=1),
    ),
    ("A grant has other scopes, and its hashes fit", grant_rehashed),
    ("The line of the decision in the public register is gone", partial(gone, found=line)),
    ("The decision's line in the public register says another measure, and its hashes fit", line_changed),
    ("The decision does not name its line in the public register, and its hashes fit", line_unnamed),
)
