"""Similar cases: the same address or near the same text, until a case is protected."""

import re
from collections import defaultdict
from collections.abc import Callable
from csv import DictReader
from dataclasses import replace
from functools import partial
from pathlib import Path
from unicodedata import combining, normalize
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.case.closing import CloseCase
from domain.case.reports import CorrectReport
from domain.case.state.case import ClosureReason, Informed
from store.keys.master import MasterKey
from store.kinds.similarity import BANDS, bands, likeness
from store.store import Store
from tests.support.chance import examples
from tests.support.complaints import withdraw
from tests.support.record import done
from tests.support.world import LEAD, a_report, caller

LEADS, LAND, DISTRICT = caller(LEAD), caller("agency-land"), caller("agency-district")
ARTICLES = Path(__file__).resolve().parents[3] / "shared" / "data" / "vfnd.csv"
CLAIM = "Tin lan truyền nói hồ chứa nước ở thượng nguồn sẽ xả lũ trong đêm nay và cả ba xã ven sông phải sơ tán."
MASTER = MasterKey(b"\x07" * 32)


def plain(text: str) -> str:
    """Drop the diacritics, as people do who type in a hurry."""
    bare = "".join(character for character in normalize("NFD", text) if not combining(character))
    return bare.replace("đ", "d").replace("Đ", "D")


async def alike(store: Store, id: str, agency: str = LEAD) -> dict[str, tuple[bool, int | None]]:
    actor = await store.actor(caller(agency))
    found = await store.similar.of(actor, await store.cases.one(actor, id) or {}, by_claim=True)
    return {item.case["_id"]: (item.same_address, item.likeness) for item in found}


async def test_the_same_address_however_it_is_written(shared: Store) -> None:
    one = await done(shared, LAND, a_report(url="https://dia-chi.example/a?b=1&utm_source=x", claim="Cầu sập đêm qua."))
    other = await done(shared, LAND, a_report(url="http://www.dia-chi.example/a/?b=1#top", claim="Giá xăng tăng mạnh."))
    assert (await alike(shared, one.stream))[other.stream] == (True, None)


async def test_any_address_of_one_and_any_of_the_other(shared: Store) -> None:
    one = await done(shared, LAND, a_report(url="https://nhieu.example/1", claim="Cầu sập đêm qua."))
    other = await done(shared, LAND, a_report(url="https://nhieu.example/2", claim="Giá xăng tăng mạnh."))
    lead = caller(LEAD)
    for made, more in ((one, "https://nhieu.example/3"), (other, "https://www.nhieu.example/3/")):
        assert other.stream not in await alike(shared, one.stream)
        correction = CorrectReport(reasons="Người dân gửi thêm địa chỉ.", other_url=more)
        await shared.execute(lead, correction, command_id=uuid4(), target=made.stream, expected=made.version)
    assert (await alike(shared, one.stream))[other.stream] == (True, None)
    assert (await alike(shared, other.stream))[one.stream] == (True, None)


@pytest.mark.parametrize(
    "changed", [plain(CLAIM), normalize("NFD", CLAIM), CLAIM.upper(), CLAIM[:80], f"Nóng: {CLAIM}"]
)
async def test_near_the_same_text(shared: Store, changed: str) -> None:
    one = await done(shared, LAND, a_report(url="https://mot.example/1", claim=CLAIM))
    other = await done(shared, LAND, a_report(url="https://hai.example/2", claim=changed))
    same_address, per_cent = (await alike(shared, one.stream))[other.stream]
    assert not same_address
    assert per_cent is not None
    assert per_cent >= 50


OTHERS = {  # X2: nothing is compared by host, path or account
    ("https://ba.example/1", CLAIM): ("https://bon.example/1", "Tin đồn xã sẽ sáp nhập vào năm sau."),
    ("https://host.example/nguoi-a", "Nước lũ dâng cao."): ("https://host.example/nguoi-b", "Chợ huyện nghỉ ba ngày."),
}


async def test_other_texts_and_other_paths_of_a_host_are_not_alike(shared: Store) -> None:
    for both in OTHERS.items():
        one, other = [await done(shared, LAND, a_report(url=url, claim=claim)) for url, claim in both]
        assert other.stream not in await alike(shared, one.stream)


@pytest.mark.parametrize("reason", [ClosureReason.PROTECTED, ClosureReason.NO_GROUNDS, ClosureReason.WITHDRAWN])
async def test_a_protected_case_leaves_at_once_in_both_directions(shared: Store, reason: ClosureReason) -> None:
    one = await done(shared, LAND, a_report(url="https://roi.example/1"))
    gone = await done(shared, LAND, a_report(url="https://roi.example/1"))
    if reason is ClosureReason.WITHDRAWN:
        await withdraw(shared, gone.stream)
        gone = replace(gone, version=gone.version + 2)
    closing = CloseCase(ground=reason, reasons="Vì nội dung là ý kiến riêng.", informed=Informed.BY_PHONE)
    await done(shared, LEADS, closing, gone)
    stays = reason is ClosureReason.WITHDRAWN
    assert (gone.stream in await alike(shared, one.stream)) is stays
    assert (one.stream in await alike(shared, gone.stream)) is stays


class TestBands:
    def test_are_keyed_and_tell_nothing_without_the_key(self) -> None:
        assert bands(CLAIM, MASTER) == bands(plain(CLAIM), MASTER)
        assert set(bands(CLAIM, MASTER)).isdisjoint(bands(CLAIM, MasterKey(b"\x08" * 32)))

    @settings(max_examples=examples(40))
    @given(st.text(max_size=400))
    def test_any_text_has_all_or_none(self, text: str) -> None:
        assert len(bands(text, MASTER)) in (0, BANDS)
        assert likeness(text, text) in (100, None)

    def test_a_short_text_is_not_part_of_everything(self) -> None:
        assert likeness("trạm y tế", CLAIM + " Trạm y tế xã đóng cửa.") is None

    def test_half_of_two_short_texts_is_enough(self) -> None:
        assert [likeness("một hai ba bốn", other) for other in ("một hai năm sáu", "một năm sáu bảy")] == [50, None]


def sentences(wanted: Callable[[int, int], bool]) -> Callable[[str], str]:
    """Return what cuts a text to the sentences that are wanted, by number and count."""

    def cut(text: str) -> str:
        found = re.split(r"(?<=[.!?…])\s+", text)
        return " ".join(sentence for at, sentence in enumerate(found) if wanted(at, len(found)))

    return cut


half = sentences(lambda at, count: at < (count + 1) // 2)
ALTERED: dict[str, Callable[[str], str]] = {
    **{"as it is": str, "diacritics dropped": plain, "decomposed": partial(normalize, "NFD"), "capitals": str.upper},
    "every third sentence cut": sentences(lambda at, count: at % 3 != 2),
    "every second sentence cut": sentences(lambda at, count: at % 2 == 0),
    **{"second half cut": half, "diacritics dropped, second half cut": lambda text: plain(half(text))},
}


@pytest.mark.slow
@pytest.mark.skipif(not ARTICLES.exists(), reason="the articles are not here")
def test_real_articles_are_recognised_when_altered_and_strangers_are_not() -> None:
    with ARTICLES.open(encoding="utf-8", newline="") as file:
        texts = [text for text in dict.fromkeys(row["text"].strip() for row in DictReader(file)) if len(text) >= 20]
    by_band = defaultdict[bytes, set[int]](set)
    for number, text in enumerate(texts):
        for band in bands(text, MASTER):
            by_band[band].add(number)

    def alike(claim: str) -> set[int]:
        near = set().union(*(by_band.get(band, ()) for band in bands(claim, MASTER)))
        return {number for number in near if likeness(claim, texts[number]) is not None}

    same = [alike(text) | {number} for number, text in enumerate(texts)]  # copies in the file itself are no mistakes
    for name, alter in ALTERED.items():
        hits = [alike(alter(text)) for text in texts]
        assert sum(number in hit for number, hit in enumerate(hits)) >= 0.98 * len(texts), name
        right = sum(len(hit & known) for hit, known in zip(hits, same, strict=True))
        assert right >= 0.95 * sum(map(len, hits)), name
