"""The manifest of trusted documents: a JSON object from the SHA-256 of each document to the document.

The id is that of the draft "GraphQL over HTTP", appendix "Persisted Documents": 64 hex digits of the SHA-256 of the
UTF-8 bytes, as `sha256:…` or bare. Relay and graphql-codegen write such objects too.
"""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Final

PREFIX: Final = "sha256:"
MANIFEST_MOST: Final = 8 * 1024 * 1024
"""Bytes of a manifest."""
DOCUMENTS_MOST: Final = 2_000
DOCUMENT_MOST: Final = 64 * 1024
"""Characters of one document; far beyond what the limit of tokens admits."""


class ManifestRefused(ValueError):
    """A text that is not a manifest."""


def id_of(document: str) -> str:
    """The id of a document, bare."""
    return sha256(document.encode()).hexdigest()


def manifest(documents: Iterable[str]) -> str:
    """The manifest of some documents: the same bytes for the same documents, whatever their order."""
    made = {id_of(document): document for document in documents}
    return json.dumps(made, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def documents_of(data: bytes) -> Mapping[str, str]:
    """The documents of a manifest by their bare ids. Raises ManifestRefused."""
    if len(data) > MANIFEST_MOST:
        raise ManifestRefused(f"is longer than {MANIFEST_MOST} bytes")
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        raise ManifestRefused("is no JSON") from None
    if not isinstance(found, dict) or len(found) > DOCUMENTS_MOST:
        raise ManifestRefused(f"must be an object of at most {DOCUMENTS_MOST} documents")
    return {_checked(key.removeprefix(PREFIX), document): document for key, document in found.items()}


def _checked(id: str, document: object) -> str:
    if not isinstance(document, str) or len(document) > DOCUMENT_MOST:
        raise ManifestRefused(f"{id[:64]}: must be a text of at most {DOCUMENT_MOST} characters")
    try:
        matches = id_of(document) == id
    except UnicodeEncodeError:  # half a pair of surrogates, which JSON can hold and UTF-8 cannot
        matches = False
    if not matches:
        raise ManifestRefused(f"{id[:64]}: is not the SHA-256 of its document")
    return id
