"""Manifests of trusted documents, as our tools and those of others write them."""

import json
from hashlib import md5, sha1

import pytest

from schema.manifest import APOLLO, ManifestRefused, documents_of, id_of, manifest
from tests.support.each import each

ME = "query Me { me { isPerson } }"
SHA1, MD5 = sha1(ME.encode()).hexdigest(), md5(ME.encode()).hexdigest()


@pytest.mark.parametrize(
    ("text", "id"),
    [
        (manifest([ME]), id_of(ME)),
        (json.dumps({f"sha256:{id_of(ME)}": ME}), id_of(ME)),
        (json.dumps({SHA1: ME}), SHA1),
        (json.dumps({MD5: ME}), MD5),
        (json.dumps({"format": APOLLO, "version": 1, "operations": [{"id": id_of(ME), "body": ME}]}), id_of(ME)),
    ],
    ids=["ours", "with a prefix", "graphql-codegen", "relay-compiler", "apollo"],
)
def test_it_is_read_as_it_is(text: str, id: str) -> None:
    assert documents_of(text.encode()) == {id: ME}


@each(
    "found",
    [
        {MD5: "query Me { me { posts } }"},
        {SHA1[:-1]: ME},
        {id_of(ME): 7},
        {"format": APOLLO, "operations": {id_of(ME): ME}},
        {"format": APOLLO, "operations": [{"body": ME}]},
        {"format": APOLLO},
        {"format": "another", "operations": []},
        [ME],
    ],
)
def test_what_is_another_thing_is_refused(found: object) -> None:
    with pytest.raises(ManifestRefused):
        documents_of(json.dumps(found).encode())
