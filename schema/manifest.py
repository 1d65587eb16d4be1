"""The manifest of trusted documents: a JSON object that maps the SHA-256 of each document to its text.

Ids follow the draft "GraphQL over HTTP", appendix "Persisted Documents": 64 hex digits of the SHA-256 of the UTF-8
bytes, bare or as `sha256:…`. Manifests of other tools are read too: relay-compiler (`persistConfig.file`, MD5),
graphql-codegen (`persistedDocuments`, SHA-1), and Apollo's list of operations. Only the operator adds documents, so an
id is just a name: a weak hash detects a wrong file as well as a strong one.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from hashlib import md5, sha1, sha256
from typing import Final

PREFIX: Final = "sha256:"
MANIFEST_MOST: Final = 8 * 1024 * 1024
APOLLO: Final = "apollo-persisted-query-manifest"
DOCUMENTS_MOST: Final = 2_000
DOCUMENT_MOST: Final = 64 * 1024
"""Largest number of characters of one document. A document within the limit of tokens is far shorter."""


class ManifestRefused(ValueError):
    """The text is not a manifest."""


def id_of(document: str) -> str:
    return sha256(document.encode()).hexdigest()


def manifest(documents: Iterable[str]) -> str:
    """Return the manifest of these documents. Their order makes no difference to its bytes."""
    made = {id_of(document): document for document in documents}
    return json.dumps(made, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _sha1(document: str) -> str:
    return sha1(document.encode(), usedforsecurity=False).hexdigest()


def _md5(document: str) -> str:
    return md5(document.encode(), usedforsecurity=False).hexdigest()


HASHES: Final[Mapping[int, Callable[[str], str]]] = {64: id_of, 40: _sha1, 32: _md5}
"""Hash functions of ids, by the number of their hex digits."""


def documents_of(data: bytes) -> Mapping[str, str]:
    """Return the documents of a manifest by their ids without prefix. Raise ManifestRefused."""
    if len(data) > MANIFEST_MOST:
        raise ManifestRefused(f"is longer than {MANIFEST_MOST} bytes")
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        raise ManifestRefused("is no JSON") from None
    if isinstance(found, dict) and found.get("format") == APOLLO:
        found = _of_apollo(found.get("operations"))
    if not isinstance(found, dict) or len(found) > DOCUMENTS_MOST:
        raise ManifestRefused(f"must be an object of at most {DOCUMENTS_MOST} documents")
    return {_checked(key.removeprefix(PREFIX), document): document for key, document in found.items()}


def _of_apollo(operations: object) -> Mapping[str, object] | None:
    if not isinstance(operations, list):
        return None
    return {str(item.get("id")): item.get("body") for item in operations if isinstance(item, dict)}


def _checked(id: str, document: object) -> str:
    if not isinstance(document, str) or len(document) > DOCUMENT_MOST:
        raise ManifestRefused(f"{id[:64]}: must be a text of at most {DOCUMENT_MOST} characters")
    try:
        matches = HASHES.get(len(id), id_of)(document) == id
    except UnicodeEncodeError:  # half a surrogate pair, which JSON can contain and UTF-8 cannot
        matches = False
    if not matches:
        raise ManifestRefused(f"{id[:64]}: is not the hash of its document")
    return id
