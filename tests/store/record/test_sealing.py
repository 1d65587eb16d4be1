"""Sealed text: opens under its own key only, shows what was altered, and is gone with its key."""

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap
from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.refusals import CommandReused
from store.heads.rebuilding import rebuild
from store.keys.master import KEY_BYTES, KeyRefused, MasterKey
from store.record.canonical import canonical
from store.record.sealing import SealedGroup, VaultTampered, commit_to, open_sealed, seal
from store.store import Store
from tests.support.record import done, faults, head_of, problem
from tests.support.world import a_report, caller, reported

MASTER, OTHER = MasterKey(b"\x07" * 32), MasterKey(b"\x08" * 32)
LAND = caller("agency-land")
texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=200)


def sealed(*values: str, stream: str = "case-1") -> SealedGroup:
    return seal(stream, {str(index): value for index, value in enumerate(values)}, MASTER)


def key_of(group: SealedGroup, master: MasterKey = MASTER) -> bytes:
    assert group.wrapped is not None
    return master.unwrap(group.wrapped["key"])


class TestSeal:
    @given(st.lists(texts, min_size=1, max_size=4))
    def test_opens_again_under_the_wrapped_key(self, values: list[str]) -> None:
        group = sealed(*values)
        assert [open_sealed(item, key_of(group)) for item in group.values] == values
        assert group.clear == {item["_id"]: value for item, value in zip(group.values, values, strict=True)}

    def test_without_texts_makes_no_key(self) -> None:
        group = seal("case-1", {}, MASTER)
        assert (group.references, group.clear, group.values, group.key, group.wrapped) == ({}, {}, (), None, None)

    def test_the_same_text_never_looks_the_same_twice(self) -> None:
        one, other = sealed("Nguyễn Văn A", "Nguyễn Văn A").values
        third = sealed("Nguyễn Văn A").values[0]
        for field in ("_id", "nonce", "sealed"):
            assert len({bytes(str(item[field]), "utf-8") for item in (one, other, third)}) == 3

    def test_the_commitment_is_what_it_says(self) -> None:
        salt = bytes(range(32))
        assert commit_to(salt, "Đ") == sha256(b"casebook/sealed/v1\n" + salt + '"Đ"'.encode()).hexdigest()

    def test_the_key_itself_is_stored_nowhere(self) -> None:
        group = sealed("bí mật")
        assert group.key is not None
        assert len(group.key) == KEY_BYTES
        assert group.key not in str(group.wrapped).encode()
        assert group.key.hex() not in f"{group.wrapped}{group.values}{group.references}"


class TestTampered:
    def test_another_master_key_unwraps_nothing(self) -> None:
        with pytest.raises(InvalidUnwrap):
            key_of(sealed("x"), OTHER)

    def test_another_groups_key_opens_nothing(self) -> None:
        with pytest.raises(InvalidTag):
            open_sealed(sealed("x").values[0], key_of(sealed("x")))

    @pytest.mark.parametrize("field", ["_id", "group", "stream", "nonce", "sealed"])
    def test_values_that_were_swapped(self, field: str) -> None:
        group = sealed("một", "hai")
        one, other = group.values
        swapped = {**one, field: sealed("ba", stream="case-2").values[0][field] if field != "sealed" else other[field]}
        with pytest.raises(InvalidTag):
            open_sealed(swapped, key_of(group))

    @pytest.mark.parametrize("place", [0, 11, -1, -17])
    def test_ciphertext_that_was_altered(self, place: int) -> None:
        group = sealed("một đoạn văn dài hơn một khối")
        altered = bytearray(group.values[0]["sealed"])
        altered[place] ^= 1
        with pytest.raises(InvalidTag):
            open_sealed({**group.values[0], "sealed": bytes(altered)}, key_of(group))

    @pytest.mark.parametrize("change", [{"value": "khác"}, {"salt": "00" * 32}])
    def test_a_text_put_in_by_somebody_who_has_the_key(self, change: dict[str, str]) -> None:
        """Encryption alone would not show it: the commitment in the record does."""
        group = sealed("một")
        value, key = group.values[0], key_of(group)
        bound = f"{value['stream']}\n{value['group']}\n{value['_id']}".encode()
        plain = json.loads(AESGCM(key).decrypt(value["nonce"], value["sealed"], bound))
        forged = AESGCM(key).encrypt(value["nonce"], canonical(plain | change), bound)
        with pytest.raises(VaultTampered):
            open_sealed({**value, "sealed": forged}, key)

    @pytest.mark.parametrize("field", ["sealed", "nonce", "stream"])
    async def test_is_a_finding_of_the_audit(self, store: Store, field: str) -> None:
        made = await reported(store)
        value: Any = await store.connection.sealed.find_one({"stream": made.stream})
        spoilt: dict[str, Any] = {
            "sealed": bytes([*value["sealed"][:-1], value["sealed"][-1] ^ 1]),
            "nonce": b"\x00" * 12,
            "stream": made.stream,
        }
        await store.connection.sealed.update_one({"_id": value["_id"]}, {"$set": {field: spoilt[field]}})
        if field == "stream":
            await store.connection.sealed.update_one({"_id": value["_id"]}, {"$set": {"group": "0" * 32}})
        found = await faults(store.connection)
        assert found
        assert all(item.startswith(made.stream) for item in found)


class TestErased:
    async def test_without_its_key_a_text_is_none_and_the_record_is_whole(self, store: Store) -> None:
        made = await reported(store)
        await store.connection.wrapped.delete_many({"stream": made.stream})
        await rebuild(store.connection)
        found = await head_of(store.connection, made.stream)
        assert (found["claim"], found["url"]) == (None, None)
        assert (found["terms"], found["words"], found["url_key"]) == ([], [], [])
        assert (found["claim_order"], found["bands"]) == ("", [])
        gone = dict.fromkeys(("claim", "url", "terms", "words", "url_key", "claim_order", "bands"), 0)
        assert {**found, **gone} == {**made.document, **gone}
        assert await faults(store.connection) == [f"{made.stream}: key-missing"]

    async def test_replay_still_answers_its_caller_only(self, store: Store) -> None:
        id = uuid4()
        made = await done(store, LAND, a_report(), command_id=id)
        await store.connection.wrapped.delete_many({"stream": made.stream})
        again = await done(store, LAND, a_report(), command_id=id)
        assert (again.stream, again.version, again.replayed, again.document["claim"]) == (made.stream, 1, True, None)
        other = replace(LAND, client="other")
        assert await problem(done(store, other, a_report(), command_id=id)) == CommandReused()

    async def test_a_value_that_is_gone_while_its_key_is_there_is_no_erasure(self, store: Store) -> None:
        made = await reported(store)
        await store.connection.sealed.delete_many({"stream": made.stream})
        found = [fault.rpartition(": ")[2] for fault in await faults(store.connection)]
        assert found == ["value-missing", "value-missing", "head-differs"]


class TestMasterKey:
    @pytest.mark.parametrize("text", ["", "07" * 31, "07" * 33, "0x" + "07" * 31, "GG" * 32, "AB" * 32])
    def test_files_that_hold_no_key(self, text: str, tmp_path: Path) -> None:
        (tmp_path / "key").write_text(text)
        with pytest.raises(KeyRefused) as caught:
            MasterKey.from_file(tmp_path / "key")
        assert not text or text not in str(caught.value)

    def test_a_line_end_is_no_part_of_it(self, tmp_path: Path) -> None:
        (tmp_path / "key").write_text("07" * 32 + "\n")
        assert MasterKey.from_file(tmp_path / "key").match("x") == MASTER.match("x")

    def test_what_derives_from_it_differs_by_purpose(self) -> None:
        made = {MASTER.match("x"), MASTER.command_digest(b"x", None), MASTER.command_digest(b"x", b"\x01" * 32)}
        assert len(made | {bytes.fromhex(MASTER.pseudonym("x").removeprefix("subject-"))}) == 4
        assert not {OTHER.match("x"), OTHER.command_digest(b"x", None)} & made

    def test_derivation_is_frozen(self) -> None:
        """Old pseudonyms, match keys and wrapped keys have to stay readable: these lines never change."""
        assert MASTER.pseudonym("x") == "subject-c43aad1fa945346248c2257bd5417f9b"
        assert MASTER.repeatable("x").hex()[:16] == "457829736af216a4"
        assert MASTER.match("x").hex()[:16] == "11be977711a639f9"
        assert MASTER.wrap(b"\x01" * 32).hex()[:16] == "7568e9cae49d8fad"
