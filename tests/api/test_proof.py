"""Filing without an account in a flood: a proof of work for programs, one cap for all, and a way through for pages."""

import re
from collections.abc import Iterator
from itertools import count
from uuid import UUID, uuid4

import httpx
import pytest

from api.callers.rates import Allowance
from api.pages.report import rates
from api.pages.report.proof import HOUR_SECONDS, HOURS, PROOFS_MOST, Proofs, proofs_of, solves
from tests.support.clock import TestClock
from tests.support.in_process import InProcess, in_process
from tests.support.public import forgive

BITS = 8
FILING = """mutation($input: ReportContentInput!) {
  reportContent(input: $input) { code replayed problems { code } } }"""
SCHEMA = "{ __schema { queryType { name } } }"


def content() -> dict[str, str]:
    return {
        "claim": "Tin nói trạm y tế xã đóng cửa từ tháng này.",
        "url": "https://tin.example/tram-y-te",
    }


def solved(puzzle: str, bits: int = BITS) -> str:
    return next(str(number) for number in count() if solves(puzzle, str(number), bits))


def proofs(clock: TestClock, bits: int = BITS) -> Proofs:
    return Proofs(lambda text: f"keyed {text}", clock, bits)


class TestProofs:
    def test_one_is_good_for_its_command_in_its_hour_and_the_next(self, clock: TestClock) -> None:
        made, command = proofs(clock, 12), uuid4()
        proof = solved(made.puzzle(command), 12)
        assert made.holds(command, proof)
        assert not made.holds(uuid4(), proof)
        clock.forward(seconds=HOUR_SECONDS * (HOURS - 1))
        assert made.holds(command, proof)
        clock.forward(seconds=HOUR_SECONDS)
        assert not made.holds(command, proof)

    @pytest.mark.parametrize("proof", ["", "x", "-1", "1 ", "٣", "9" * 21, "0x1", "1\n"])
    def test_what_is_no_number_is_no_proof(self, clock: TestClock, proof: str) -> None:
        assert not proofs(clock).holds(uuid4(), proof)

    def test_most_numbers_are_none(self, clock: TestClock) -> None:
        made, command = proofs(clock, 6), UUID(int=7)
        good = sum(made.holds(command, str(number)) for number in range(4_000))
        assert 4_000 / 2**6 / 2 < good / HOURS < 4_000 / 2**6 * 2

    def test_none_is_asked_for_without_bits(self, clock: TestClock) -> None:
        assert proofs(clock, 0).holds(uuid4(), "")

    def test_a_header_names_several(self) -> None:
        assert proofs_of("A=1, b=2,c") == {"a": "1", "b": "2", "c": ""}
        assert proofs_of(None) == {"": ""}
        assert len(proofs_of(",".join(f"{n}={n}" for n in range(50)))) == PROOFS_MOST


@pytest.fixture(scope="module")
def door(installation: dict[str, str]) -> Iterator[InProcess]:
    """An installation that asks for proofs."""
    with in_process({**installation, "CASEBOOK_PROOF_BITS": str(BITS)}) as running:
        yield running


@pytest.fixture(autouse=True)
def forgiven(installation: dict[str, str]) -> Iterator[None]:
    forgive(installation)
    yield
    forgive(installation)


def filed(door: InProcess, command: UUID, proof: str | None = None) -> httpx.Response:
    headers = {"Casebook-Proof": f"{command}={proof}"} if proof else {}
    given = {"commandId": str(command), "freeOfSecrets": True, **content()}
    body = {"query": FILING, "variables": {"input": given}}
    return door.send("POST", "/report/graphql", json=body, headers=headers)


def puzzle_in(answer: httpx.Response) -> str:
    (error,) = answer.json()["errors"]
    said = error["extensions"]
    assert (said["code"], said["bits"]) == ("PROOF_NEEDED", BITS)
    return str(said["puzzle"])


class TestPrograms:
    def test_file_with_a_proof_and_not_without(self, door: InProcess) -> None:
        command, other = uuid4(), uuid4()
        proof = solved(puzzle_in(filed(door, command)))
        (receipt,) = filed(door, command, proof).json()["data"].values()
        assert (receipt["replayed"], receipt["problems"]) == (False, [])
        (again,) = filed(door, command, proof).json()["data"].values()
        assert (again["replayed"], again["code"]) == (True, receipt["code"])
        wrong = next(n for n in count() if not solves(puzzle_in(filed(door, other)), str(n), BITS))
        assert puzzle_in(filed(door, other, str(wrong)))

    def test_of_all_networks_together_file_so_many(self, door: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(rates, "PROVEN_BY_ALL", Allowance(1, 3600))
        codes = []
        for _ in range(2):
            command = uuid4()
            answer = filed(door, command, solved(puzzle_in(filed(door, command))))
            codes.append(answer.status_code)
        assert codes == [200, 429]
        assert 1 <= int(answer.headers["retry-after"]) <= 3600

    def test_asking_for_the_schema_is_a_look_up(self, door: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(rates.ALLOWANCES, "look", Allowance(2, 3600))
        answers = [door.send("POST", "/report/graphql", json={"query": SCHEMA}) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert door.send("POST", "/report/graphql", json={"query": "{ __typename }"}).status_code == 200


class TestPages:
    def test_need_none_until_all_together_filed_much_and_then_find_one(
        self, door: InProcess, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(rates, "UNPROVEN_BY_ALL", Allowance(1, 3600))
        first = door.send("GET", "/report/content")
        assert "script" not in first.text + first.headers["content-security-policy"]
        given = {"free_of_secrets": "yes", **content()}
        assert door.send("POST", "/report/content", data={**given, "command_id": str(uuid4())}).status_code == 200
        given["command_id"] = str(uuid4())
        flood = door.send("POST", "/report/content", data=given)
        assert flood.status_code == 429
        assert content()["claim"] in flood.text
        assert "script-src 'self'" in flood.headers["content-security-policy"]
        assert '<script src="/report/proof.js" defer></script>' in flood.text
        assert door.send("GET", "/report/proof.js").headers["content-type"].startswith("text/javascript")
        found = re.search(r'data-puzzle="(\w+)" data-bits="(\d+)"', flood.text)
        assert found
        wrong = door.send("POST", "/report/content", data={**given, "proof": "x"})
        right = door.send("POST", "/report/content", data={**given, "proof": solved(found[1], int(found[2]))})
        assert (wrong.status_code, right.status_code) == (429, 200)
