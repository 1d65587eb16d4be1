"""An archive of time stamps, stamped again before their algorithm ages, as RFC 4998 renews evidence.

A stamp is worth what its hash and signature are worth. Before they age, the archive's owner has a new authority, or the
same with newer algorithms, stamp a list of all stamps so far: from then on their times rest on the new stamp. In a
folder of its own:

    <size>.checkpoint, <size>.tsr    each checkpoint that was stamped, and its stamp
    list-<number>.txt                one line for every file before it: SHA-256, two spaces, name (`sha256sum --check`)
    list-<number>.tsr                the stamp of that list; the next list names it too
Nothing is replaced. Whatever changed or went since is a fault, also when it went from the register itself.
"""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from store.log.stamping.stamps import Authority, stamp_request
from store.log.storage import LogStorage

STAMPS_MOST = 1_000_000

Ask = Callable[[bytes], bytes]
"""Sends a question to an authority; its answer."""


class ArchiveRefused(Exception):
    """The folder differs from a list, or the register has another stamp than the folder."""


async def copy_stamps(storage: LogStorage, folder: Path) -> int:
    """Copy the stamps that are new, with their checkpoints; how many those are. Raises ArchiveRefused."""
    fresh = 0
    async for document in storage.stamps.find({}).sort("_id", 1).limit(STAMPS_MOST):
        size, stamp = document["_id"], document.get("stamp")
        stored = await storage.checkpoints.find_one({"_id": {"$eq": size}}, {"note": 1})
        note = (stored or {}).get("note")
        if not isinstance(note, bytes) or not isinstance(stamp, bytes):
            raise ArchiveRefused(f"the stamp of {size} entries, or its checkpoint, cannot be read")
        _keep(folder / f"{size}.checkpoint", note)
        fresh += _keep(folder / f"{size}.tsr", stamp)
    return fresh


def checked(folder: Path) -> list[str]:
    """The names of all files that a next list covers, after every list was held against them. Raises ArchiveRefused."""
    for number, text in enumerate(_lists(folder), 1):
        for line in text.read_text(encoding="ascii").splitlines():
            digest, _, name = line.partition("  ")
            file = folder / name
            if Path(name).name != name or not file.is_file():
                raise ArchiveRefused(f"{name} of list {number} is gone")
            if sha256(file.read_bytes()).hexdigest() != digest:
                raise ArchiveRefused(f"{name} is not what list {number} says")
    return sorted(path.name for path in folder.iterdir() if path.suffix in (".checkpoint", ".tsr", ".txt"))


def renew(folder: Path, authority: Authority, ask: Ask) -> Path:
    """Make the next list, and have it stamped. Raises ArchiveRefused, StampRefused, or what asking raises.

    The stamp is had first. A crash leaves nothing, or at worst a list without its stamp, which the next one covers.
    """
    names = checked(folder)
    if not names:
        raise ArchiveRefused("there is no stamp to renew")
    data = "".join(f"{sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names).encode()
    request = stamp_request(data)
    answer = ask(request.as_bytes())
    authority.time(answer, data, request.nonce)
    made = folder / f"list-{len(_lists(folder)) + 1:04d}.txt"
    _keep(made, data)
    _keep(made.with_suffix(".tsr"), answer)
    return made


def _lists(folder: Path) -> list[Path]:
    return sorted(folder.glob("list-*.txt"))


def _keep(path: Path, data: bytes) -> bool:
    """Write a file unless it is there; whether it is new. Raises ArchiveRefused for one with other content."""
    if path.exists():
        if path.read_bytes() != data:
            raise ArchiveRefused(f"{path.name} is there with other content")
        return False
    draft = path.with_name(f"{path.name}.new")  # a crash leaves at most this, which counts for nothing
    draft.write_bytes(data)
    draft.replace(path)
    return True
