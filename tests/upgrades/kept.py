"""An installation in one file, as it stood: its databases, its rights in them, its folder.

    databases/PART/COLLECTION.bson    the documents, one after another
    databases/PART/indexes.json       the indexes of each collection
    rights.json                       the roles, and the user and role of each service
    home/…                            the folder, without locks; addresses and paths as placeholders
    packs/…                           record packs that this version made
    backup/…                          a backup that it took, with the identity that opens it
    people/…                          the secrets of one-time codes of people with a password
The queue is not kept: it holds hints, and workers find all work again.
"""

import io
import json
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, Final

from bson import decode_file_iter
from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument
from pymongo import MongoClient

PREFIX: Final = "casebook"
PARTS: Final = ("record", "log", "vault", "keys", "main")
RAW: Final[CodecOptions[Any]] = CodecOptions(document_class=RawBSONDocument)
ADDRESSED: Final = ("env", "first-day.toml", "settings")
"""What names addresses and paths, in the folder."""
Made = Mapping[str, Mapping[str, bytes]]
"""Folders of files that the installation made for others."""
PRIVATE: Final = 0o600
AT_ONCE: Final = 500


@dataclass(frozen=True)
class Where:
    """The addresses of an installation, which differ each time it is put up."""

    home: Path
    database: str
    """Host and port."""
    queue: str
    port: int

    def placeholders(self) -> Mapping[str, str]:
        """What stands for each in a kept file; longer addresses first."""
        return {
            str(self.home): "@HOME@",
            self.queue: "@QUEUE@",
            self.database: "@DATABASE@",
            f"127.0.0.1:{self.port}": "127.0.0.1:@PORT@",
            f"port = {self.port}": "port = @PORT@",
            f"CASEBOOK_PORT={self.port}": "CASEBOOK_PORT=@PORT@",
        }


def database_of(part: str) -> str:
    return PREFIX if part == "main" else f"{PREFIX}_{part}"


def keep(file: Path, uri: str, where: Where, rights: Mapping[str, Any], made: Made) -> None:
    """Write an installation at rest, and what it made, into a file. `uri` is that of its database's administrator."""
    with tarfile.open(file, "w:xz", preset=9) as tar, MongoClient[dict[str, Any]](uri) as client:
        for part in PARTS:
            for name, data in _part(client, part):
                _add(tar, f"databases/{part}/{name}", data)
        _add(tar, "rights.json", json.dumps(rights, sort_keys=True, indent=1).encode())
        for folder, files in made.items():
            for name, data in files.items():
                _add(tar, f"{folder}/{name}", data)
        for path in sorted(path for path in where.home.rglob("*") if path.is_file() and path.name != "lock"):
            _add(tar, f"home/{path.relative_to(where.home)}", _hidden(path, where))


def _part(client: MongoClient[dict[str, Any]], part: str) -> Iterator[tuple[str, bytes]]:
    database, found = client[database_of(part)], {}
    for name in sorted(database.list_collection_names()):
        rows = database[name].with_options(codec_options=RAW).find({}, sort=[("_id", 1)])
        yield f"{name}.bson", b"".join(bytes(row.raw) for row in rows)
        found[name] = {index: _options(info) for index, info in database[name].index_information().items()}
    yield "indexes.json", json.dumps(found, indent=1).encode()


def _options(info: Mapping[str, Any]) -> dict[str, Any]:
    kept = ("key", "unique", "expireAfterSeconds")
    return {name: info[name] for name in kept if name in info}


def _hidden(path: Path, where: Where) -> bytes:
    data = path.read_bytes()
    if path.relative_to(where.home).parts[0] in ADDRESSED:
        text = data.decode()
        for address, placeholder in where.placeholders().items():
            text = text.replace(address, placeholder)
        data = text.encode()
    return data


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(data), PRIVATE
    tar.addfile(info, io.BytesIO(data))


class Kept:
    def __init__(self, file: Path) -> None:
        with tarfile.open(file, "r:xz") as tar:
            self._files = {PurePosixPath(info.name): tar.extractfile(info).read() for info in tar}  # type: ignore[union-attr]

    def under(self, folder: str) -> dict[str, bytes]:
        """The files under a folder, by the rest of their names."""
        found = ((name, data) for name, data in self._files.items() if name.parts[0] == folder)
        return {str(name.relative_to(folder)): data for name, data in found}

    def taken_at(self) -> datetime:
        newest: datetime = max(row["at"] for row in self.rows("record/revisions"))
        return newest.replace(tzinfo=UTC)

    def rows(self, collection: str) -> list[dict[str, Any]]:
        """The documents of a collection, named by its part and itself."""
        return list(decode_file_iter(io.BytesIO(self.under("databases")[f"{collection}.bson"])))

    def put_up(self, uri: str, where: Where) -> None:
        """Put databases, rights and folder back as they stood. `uri` is that of the database's administrator."""
        for name, data in self.under("home").items():
            path = where.home / name
            for folder in reversed(Path(name).parents):
                (where.home / folder).mkdir(mode=0o700, exist_ok=True)
            path.touch(PRIVATE)
            path.write_bytes(self._shown(name, data, where))
        with MongoClient[dict[str, Any]](uri) as client:
            for part in PARTS:
                self._fill(client, part)
            self._appoint(client, where.home / "secrets")

    def _shown(self, name: str, data: bytes, where: Where) -> bytes:
        if PurePosixPath(name).parts[0] not in ADDRESSED:
            return data
        text = data.decode()
        for address, placeholder in where.placeholders().items():
            text = text.replace(placeholder, address)
        return text.encode()

    def _fill(self, client: MongoClient[dict[str, Any]], part: str) -> None:
        database, files = client[database_of(part)], self.under("databases")
        for name, indexes in json.loads(files[f"{part}/indexes.json"]).items():
            rows = list(decode_file_iter(io.BytesIO(files[f"{part}/{name}.bson"]), RAW))
            database.create_collection(name)
            for index, options in indexes.items():
                if index != "_id_":
                    keys = [(key, int(way)) for key, way in options.pop("key")]
                    database[name].create_index(keys, name=index, **options)
            for first in range(0, len(rows), AT_ONCE):
                database[name].insert_many(rows[first : first + AT_ONCE])

    def _appoint(self, client: MongoClient[dict[str, Any]], secrets: Path) -> None:
        rights = json.loads(self._files[PurePosixPath("rights.json")])
        for role in rights["roles"]:
            client.admin.command(role)
        for user, role in rights["users"].items():
            word = (secrets / f"mongo-{user}").read_text().strip()
            client.admin.command({"createUser": user, "pwd": word, "roles": [{"role": role, "db": "admin"}]})
