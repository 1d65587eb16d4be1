"""What root can do to the log, and to what lies beside the record: texts, files, work, commands, heads."""

from collections.abc import Awaitable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from domain.kernel.actor import Process
from domain.kernel.vocabulary import Kind
from store.driver.connection import Document
from store.heads.collection import heads_of
from store.keys.author import Author, AuthorVerifier
from store.keys.authors import Authors, Entered
from store.log.witnessing.policies import signed_policy
from store.record.canonical import canonical
from store.record.sealing import opening
from store.record.sealing import seal as sealed_texts
from store.tlog.checkpoint import Checkpoint
from store.tlog.merkle import leaf_hash
from store.tlog.note import Signer, join, split
from store.tlog.policy import Cosigner, Policy
from store.tlog.tiles import decode_bundle, encode_bundle
from tests.support.held import hold
from tests.support.record import there
from tests.tamperings.record import next_version, replaced
from tests.tamperings.scene import ORIGIN, Scene, Tamper, said

OTHER_CALLER = "desk\nagency-land\nother@example.invalid"
OTHER_POLICY = signed_policy(Policy(), ORIGIN, 0, Signer.generate(ORIGIN))


def main(scene: Scene, name: str) -> Any:
    return scene.connection.client[scene.connection.names.main][name]


async def newest_tile(scene: Scene, prefix: str) -> Document:
    rows = await scene.storage.tiles.find({"_id": {"$regex": f"^{prefix}"}}).to_list(None)
    return max(rows, key=lambda row: len(row["data"]))


async def place_of(scene: Scene, n: int) -> int:
    return int(there(await scene.storage.index.find_one({"event": f"{scene.case}:{n}"}))["_id"])


async def entry(scene: Scene) -> None:
    row, place = await newest_tile(scene, "tile/entries/"), await place_of(scene, 3)
    entries = decode_bundle(row["data"])
    told = said(entries[place])
    entries[place] = canonical({**told, "body": told["body"][::-1]})
    await scene.storage.tiles.update_one({"_id": row["_id"]}, {"$set": {"data": encode_bundle(entries)}})


async def tile(scene: Scene) -> None:
    row, at = await newest_tile(scene, "tile/0/"), 32 * await place_of(scene, 3)
    data = row["data"][:at] + bytes(32) + row["data"][at + 32 :]
    await scene.storage.tiles.update_one({"_id": row["_id"]}, {"$set": {"data": data}})


async def newest_gone(scene: Scene) -> None:
    await scene.storage.checkpoints.delete_one({"_id": there(await scene.storage.newest()).size})


async def newest_older(scene: Scene) -> None:
    newest, before = await scene.storage.checkpoints.find({}).sort("_id", -1).limit(2).to_list(None)
    await scene.storage.checkpoints.update_one({"_id": newest["_id"]}, {"$set": {"note": before["note"]}})


async def resigned(scene: Scene) -> None:
    signer = Signer.generate(ORIGIN)
    async for row in scene.storage.checkpoints.find({}):
        text = row["note"].decode().partition("\n\n")[0] + "\n"
        note = join(text, [signer.sign(text)])
        await scene.storage.checkpoints.update_one({"_id": row["_id"]}, {"$set": {"note": note}})


async def forged_checkpoint(scene: Scene) -> None:
    newest = there(await scene.storage.newest())
    text = Checkpoint(ORIGIN, newest.size + 1, b"\x07" * 32).text()
    note = join(text, [Signer.generate(ORIGIN).sign(text)])
    await scene.storage.checkpoints.insert_one({"_id": newest.size + 1, "note": note})


async def rows_swapped(scene: Scene) -> None:
    events = [f"{scene.case}:{n}" for n in (3, 4)]
    one, other = [await scene.storage.index.find_one({"event": event}) for event in events]
    assert one is not None
    assert other is not None
    await scene.storage.index.delete_many({"event": {"$in": events}})
    await scene.storage.index.insert_many([{**one, "_id": other["_id"]}, {**other, "_id": one["_id"]}])


async def index_of_streams(scene: Scene) -> None:
    row = there(await scene.storage.stream_indexes.find_one({}))
    lines = row["note"].decode().split("\n")
    lines[3] = ("B" if lines[3][0] == "A" else "A") + lines[3][1:]
    await scene.storage.stream_indexes.update_one({"_id": row["_id"]}, {"$set": {"note": "\n".join(lines).encode()}})


async def rows_of_streams(scene: Scene) -> None:
    async for row in scene.storage.stream_rows.find({}):
        await scene.storage.stream_rows.update_one({"_id": row["_id"]}, {"$set": {"data": row["data"][::-1]}})


async def yesterday(scene: Scene, *, sealed: bool = False) -> None:
    scene.kept = []
    await hold(scene.connection, scene.earlier)
    if sealed:
        await scene.seal()


async def never_written(scene: Scene) -> None:
    revision = await scene.revision(f"{scene.pending}:1")
    await scene.connection.revisions.delete_one({"_id": revision["_id"]})
    await scene.connection.commands.delete_one({"_id": revision["command"]})
    for collection in (scene.storage.pending, scene.connection.sealed, scene.connection.wrapped):
        await collection.delete_many({"stream": scene.pending})
    await scene.connection.outbox.delete_many({"stream": scene.pending})
    await main(scene, "cases").delete_one({"_id": scene.pending})


async def promised(scene: Scene) -> None:
    """The same, two hours later, when the promise had to be kept."""
    await never_written(scene)
    scene.clock.forward(hours=2)


async def pending_rewritten(scene: Scene) -> None:
    revision = await scene.revision(f"{scene.pending}:1")
    envelope = canonical({**said(revision["envelope"]), "anchor": None})
    made = {**revision, "envelope": envelope, "leaf": leaf_hash(envelope)}
    await replaced(scene, made)
    await scene.storage.pending.update_one({"_id": revision["_id"]}, {"$set": {"leaf": made["leaf"]}})
    await scene.seal()


async def claim(scene: Scene) -> Document:
    state = said((await scene.revision(f"{scene.case}:1"))["state"])
    return there(await scene.connection.sealed.find_one({"_id": state["claim"]["commitment"]}))


async def text_other(scene: Scene) -> None:
    value = await claim(scene)
    wrapped = there(await scene.connection.wrapped.find_one({"_id": value["group"]}))
    assert opening(value, scene.connection.master.unwrap(bytes(wrapped["key"])))
    made = sealed_texts(scene.case, {"claim": "Một tin khác."}, scene.connection.master)
    assert made.wrapped is not None
    fields = {name: made.values[0][name] for name in ("nonce", "sealed")}
    await scene.connection.sealed.update_one({"_id": value["_id"]}, {"$set": fields})
    await scene.connection.wrapped.update_one({"_id": value["group"]}, {"$set": {"key": made.wrapped["key"]}})


async def claim_gone(scene: Scene, where: str, name: str) -> None:
    await getattr(scene.connection, where).delete_one({"_id": (await claim(scene))[name]})


async def file_other(scene: Scene) -> None:
    chunk = there(await main(scene, "evidence.chunks").find_one({"data": {"$exists": True}}))
    data = chunk["data"][:-1] + bytes([chunk["data"][-1] ^ 1])
    await main(scene, "evidence.chunks").update_one({"_id": chunk["_id"]}, {"$set": {"data": data}})


async def job_gone(scene: Scene) -> None:
    assert (await scene.connection.outbox.delete_one({"stream": scene.case})).deleted_count == 1


async def command_other(scene: Scene, **changes: Any) -> None:
    command = (await scene.revision(f"{scene.case}:1"))["command"]
    await scene.connection.commands.update_one({"_id": command}, {"$set": changes})


def on_jobs(scene: Scene, **changes: Any) -> Awaitable[Any]:
    return scene.connection.outbox.update_many({"stream": scene.case}, {"$set": changes})


def on_row(scene: Scene, at: str, **changes: Any) -> Awaitable[Any]:
    return scene.storage.index.update_one({"event": at}, {"$set": changes})


async def head_claims(scene: Scene) -> None:
    head = await heads_of(scene.connection, Kind.CASE).find_one({"_id": scene.case})
    text = there(getattr(head, "key", None)).closed(scene.case, "Một tin khác.")
    await main(scene, "cases").update_one({"_id": scene.case}, {"$set": {"claim": text}})


async def witness_line(scene: Scene) -> None:
    newest = there(await scene.storage.newest())
    text, lines = split(newest.note)
    made = Cosigner.generate("inspectorate.example/witness").sign(text, 1_700_000_000)
    note = join(text, [*(line.line() for line in lines), made])
    await scene.storage.checkpoints.update_one({"_id": newest.size}, {"$set": {"note": note, "cosigned": True}})


async def _admitted(scene: Scene, **changes: Any) -> None:
    stranger = Author.of(ORIGIN, "api-2", b"\x07" * 32)
    verifier = AuthorVerifier.from_vkey(stranger.vkey())
    scene.home.keep_authors(replace(scene.home.authors().admitted(verifier, 0, Process.API), **changes))
    await scene.seal()


async def authors_freed(scene: Scene) -> None:
    authors = scene.home.authors()
    freed = tuple(replace(one, first=10**9) for one in authors.admissions)
    scene.home.keep_authors(replace(authors, admissions=freed))
    await scene.seal()


async def authors_marked(scene: Scene) -> None:
    entry = scene.home.next_authors(Entered(1, b"\1" * 32).draft(ORIGIN, Authors()))
    row = {"_id": "authors:2", "stream": "authors", "n": 2, "leaf": leaf_hash(entry), "at": scene.clock()}
    await scene.connection.revisions.insert_one({**row, "kind": "case", "envelope": entry})
    await scene.storage.pending.insert_one(row)
    await scene.seal()


OUTSIDE: tuple[tuple[str, Tamper], ...] = (
    ("An entry of the log is replaced", entry),
    ("A hash of the tree is replaced", tile),
    ("The newest checkpoint is gone", newest_gone),
    ("The newest checkpoint is replaced by the previous one", newest_older),
    ("All checkpoints are signed by another key", resigned),
    ("A checkpoint of a future size is signed by another key", forged_checkpoint),
    ("A row of the index is gone", lambda s: s.storage.index.delete_one({"event": f"{s.case}:3"})),
    ("A row of the index has another hash", lambda s: on_row(s, f"{s.case}:3", leaf=b"\x00" * 32)),
    ("Two rows of the index change places", rows_swapped),
    ("The signed index of streams has another root", index_of_streams),
    ("The rows for proofs of the index of streams are altered", rows_of_streams),
    ("All databases are as they were before the last batch", lambda s: hold(s.connection, s.earlier)),
    ("All databases are as they were before the last batch, and nobody kept a checkpoint", yesterday),
    ("All databases are as they were before the last batch, and the sealer goes on", partial(yesterday, sealed=True)),
    ("A marker is gone before the version was sealed", lambda s: s.storage.pending.delete_one({"stream": s.pending})),
    ("A version, and all that was written with it, is gone before it was sealed", never_written),
    ("A version is gone before it was sealed, and its writer shows the promise", promised),
    ("A pending version is rewritten with its marker, so that the sealer seals it", pending_rewritten),
    ("A version that nobody wrote follows a pending one", lambda s: next_version(s, s.pending, 1)),
    ("The claim is another text, under a new key", text_other),
    ("The claim is gone", partial(claim_gone, where="sealed", name="_id")),
    ("The key of the claim is gone, and no event says so", partial(claim_gone, where="wrapped", name="group")),
    ("A file of evidence has another byte", file_other),
    ("A job that an event ordered is gone", job_gone),
    ("All jobs of the case are marked as done", partial(on_jobs, state="DONE")),
    ("All jobs of the case are put off until 2099", partial(on_jobs, due_at=datetime(2099, 1, 1, tzinfo=UTC))),
    ("A command is from another caller", lambda s: command_other(s, by=s.connection.master.pseudonym(OTHER_CALLER))),
    ("The digest of a command's content is replaced", partial(command_other, digest=b"\x00" * 32)),
    ("The head claims something else, under its own key", head_claims),
    ("A line of a witness is forged, and the checkpoint is marked as cosigned", witness_line),
    ("A policy of witnesses is signed by another key", lambda s: s.storage.keep_policy(OTHER_POLICY)),
    ("The sealer's folder admits a further key, unsigned by a person", _admitted),
    ("The sealer's folder admits a further key and names no person any more", partial(_admitted, persons=())),
    ("The sealer's folder says that no entry before 10^9 needs an author", authors_freed),
    ("The row of the index for the authors entry leads elsewhere", lambda s: on_row(s, "authors:1", event="authors:2")),
    ("A marker of an authors entry is forged, so that the sealer seals it", authors_marked),
)
