"""Filing without an account in a flood: a proof of work for programs, a price that rises, and turns for pages."""

import re
from collections.abc import Iterator
from hashlib import sha256
from itertools import count
from uuid import UUID, uuid4

import httpx
import pytest

from api.callers.rates import Allowance
from api.pages.report import prices, spending
from api.pages.report.proof import GOOD_SECONDS, PROOFS_MOST, Proofs, proofs_of, solves
from tests.support.clock import TestClock
from tests.support.in_process import InProcess, in_process
from tests.support.web import hidden_in

pytestmark = pytest.mark.usefixtures("forgiven")

BITS = 8
SECRET = "s3cret" * 8
FILING = """mutation($input: ReportContentInput!) {
  reportContent(input: $input) { code replayed problems { code } } }"""
SCHEMA = "{ __schema { queryType { name } } }"


def content() -> dict[str, str]:
    return {"claim": "Tin nói trạm y tế xã đóng cửa từ tháng này.", "url": "https://tin.example/tram-y-te"}


def solved(puzzle: str, bits: int = BITS) -> str:
    return next(str(number) for number in count() if solves(puzzle, str(number), bits))


def solution(puzzle: str, bits: int = BITS) -> str:
    return f"{puzzle}:{solved(puzzle, bits)}"


def proofs(clock: TestClock) -> Proofs:
    return Proofs(lambda text: sha256(text.encode()).hexdigest(), clock)


class TestProofs:
    def test_one_is_good_for_its_command_for_an_hour_and_worth_its_bits(self, clock: TestClock) -> None:
        made, command = proofs(clock), uuid4()
        proof = solution(made.puzzle(command, 12), 12)
        assert (made.paid(command, proof), made.paid(uuid4(), proof)) == (12, None)
        clock.forward(seconds=GOOD_SECONDS - 1)
        assert made.paid(command, proof) == 12
        clock.forward(seconds=1)
        assert made.paid(command, proof) is None

    def test_nobody_makes_a_puzzle_cheaper_or_younger(self, clock: TestClock) -> None:
        """They change its price, its moment, or take the mark of another one."""
        made, command = proofs(clock), uuid4()
        cheap, dear = made.puzzle(command, 1), made.puzzle(command, 20)
        moment, _, mark = dear.split(".")
        for puzzle, bits in (
            (f"{moment}.1.{mark}", 1),
            (f"{moment}.01.{cheap.split('.')[2]}", 1),
            (f"{int(moment) + 60}.1.{cheap.split('.')[2]}", 1),
            (f"{moment}.20.{cheap.split('.')[2]}", 1),
        ):
            assert made.paid(command, solution(puzzle, bits)) is None
        assert made.paid(command, solution(cheap, 1)) == 1

    def test_one_from_the_time_to_come_is_none(self, clock: TestClock) -> None:
        made, command = proofs(clock), uuid4()
        clock.forward(seconds=GOOD_SECONDS)
        proof = solution(made.puzzle(command, 1), 1)
        clock.forward(seconds=-GOOD_SECONDS)
        assert made.paid(command, proof) is None

    def test_one_of_a_process_whose_clock_is_a_little_ahead_is_good(self, clock: TestClock) -> None:
        made, command = proofs(clock), uuid4()
        proof = solution(made.puzzle(command, 1), 1)
        clock.forward(seconds=-2)
        assert made.paid(command, proof) == 1

    @pytest.mark.parametrize("proof", ["", "x", "-1", "1 ", "٣", "9" * 21, "0x1", "1\n"])
    def test_what_is_no_number_is_no_proof(self, clock: TestClock, proof: str) -> None:
        made, command = proofs(clock), uuid4()
        puzzle = made.puzzle(command, 0)
        assert made.paid(command, f"{puzzle}:1") == 0
        assert made.paid(command, f"{puzzle}:{proof}") is None
        assert made.paid(command, proof) is None

    def test_most_numbers_are_none(self, clock: TestClock) -> None:
        made, command = proofs(clock), UUID(int=7)
        puzzle = made.puzzle(command, 6)
        good = sum(made.paid(command, f"{puzzle}:{number}") is not None for number in range(4_000))
        assert 4_000 / 2**6 / 2 < good < 4_000 / 2**6 * 2

    def test_a_turn_is_waited_for_and_passes(self, clock: TestClock) -> None:
        made, command = proofs(clock), uuid4()
        turn = made.turn(command, 90)
        assert (made.waits(command, turn), made.waits(uuid4(), turn), made.waits(command, "")) == (90, None, None)
        moment, mark = turn.split(".")
        assert made.waits(command, f"{int(moment) - 90}.{mark}") is None
        clock.forward(seconds=90)
        assert made.waits(command, turn) == 0
        clock.forward(seconds=GOOD_SECONDS)
        assert made.waits(command, turn) is None

    def test_a_header_names_several(self) -> None:
        assert proofs_of("A=1, b=2,c") == {"a": "1", "b": "2", "c": ""}
        assert proofs_of(None) == {"": ""}
        assert len(proofs_of(",".join(f"{n}={n}" for n in range(50)))) == PROOFS_MOST


@pytest.fixture(scope="module")
def door(installation: dict[str, str]) -> Iterator[InProcess]:
    with in_process({**installation, "CASEBOOK_PROOF_BITS": str(BITS)}) as running:
        yield running


def filed(door: InProcess, command: UUID, proof: str | None = None, **other: object) -> httpx.Response:
    headers = {"Casebook-Proof": f"{command}={proof}"} if proof else {}
    given = {"commandId": str(command), "codeSecret": SECRET, "freeOfSecrets": True, **content(), **other}
    body = {"query": FILING, "variables": {"input": given}}
    return door.send("POST", "/report/graphql", json=body, headers=headers)


def puzzle_in(answer: httpx.Response, bits: int = BITS) -> str:
    (error,) = answer.json()["errors"]
    said = error["extensions"]
    assert (said["code"], said["bits"]) == ("PROOF_NEEDED", bits)
    return str(said["puzzle"])


class TestPrograms:
    def test_file_with_a_proof_and_not_without(self, door: InProcess) -> None:
        command, other = uuid4(), uuid4()
        proof = solution(puzzle_in(filed(door, command)))
        (receipt,) = filed(door, command, proof).json()["data"].values()
        assert (receipt["replayed"], receipt["problems"]) == (False, [])
        (again,) = filed(door, command, proof).json()["data"].values()
        assert (again["replayed"], again["code"]) == (True, receipt["code"])
        puzzle = puzzle_in(filed(door, other))
        wrong = next(n for n in count() if not solves(puzzle, str(n), BITS))
        assert puzzle_in(filed(door, other, f"{puzzle}:{wrong}"))
        assert puzzle_in(filed(door, other, proof)), "a proof is for one command"

    def test_of_one_network_pay_more_and_always_enter(self, door: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(prices, "NETWORK_STEP", 1)
        monkeypatch.setattr(prices, "CROWDED_LEAST", BITS)
        monkeypatch.setattr(prices, "BITS_MOST", BITS + 2)
        for bits in (BITS, BITS + 1, BITS + 2, BITS + 2, BITS + 2):
            command = uuid4()
            puzzle = puzzle_in(filed(door, command), bits)
            (receipt,) = filed(door, command, solution(puzzle, bits)).json()["data"].values()
            assert receipt["code"]

    def test_what_is_refused_or_repeated_does_not_count(self, door: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(prices, "NETWORK_STEP", 2)
        command = uuid4()
        proof = solution(puzzle_in(filed(door, command)))
        monkeypatch.setattr(prices, "TRIES", Allowance(20, 3600))
        for _ in range(5):
            (refused,) = filed(door, command, proof, claim="x").json()["data"].values()
            assert [problem["code"] for problem in refused["problems"]] == ["TEXT_TOO_SHORT"]
        for replayed in (False, True, True, True):
            (receipt,) = filed(door, command, proof).json()["data"].values()
            assert receipt["replayed"] is replayed
        assert puzzle_in(filed(door, uuid4())), "one filing so far: the price is that of a quiet door"

    def test_pay_again_for_a_proof_that_came_too_often(self, door: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(prices, "TRIES", Allowance(2, 3600))
        command = uuid4()
        proof = solution(puzzle_in(filed(door, command)))
        for _ in range(2):
            assert "data" in filed(door, command, proof, claim="x").json()
        puzzle, worn = puzzle_in(filed(door, command, proof, claim="x")), int(proof.rpartition(":")[2])
        fresh = f"{puzzle}:{next(number for number in count(worn + 1) if solves(puzzle, str(number), BITS))}"
        assert filed(door, command, fresh).json()["data"]

    def test_a_proof_of_quiet_is_worth_less_in_a_flood(self, door: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
        hoarded = [(command, solution(puzzle_in(filed(door, command)))) for command in (uuid4(), uuid4(), uuid4())]
        monkeypatch.setattr(prices, "NETWORK_STEP", 1)
        monkeypatch.setattr(prices, "CROWDED_LEAST", BITS)
        monkeypatch.setattr(prices, "SLACK", 1)
        answers = [filed(door, command, proof).json() for command, proof in hoarded]
        assert ["errors" in answer for answer in answers] == [False, False, True]

    def test_asking_for_the_schema_is_a_look_up(self, door: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(spending, "LOOKS", Allowance(2, 3600))
        answers = [door.send("POST", "/report/graphql", json={"query": SCHEMA}) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert door.send("POST", "/report/graphql", json={"query": "{ __typename }"}).status_code == 200

    def test_one_proof_for_five_fields_of_a_document_files_once(self, door: InProcess) -> None:
        command = str(uuid4())
        proof = solution(puzzle_in(filed(door, UUID(command))))
        fields = " ".join(f"a{n}: reportContent(input: $i{n}) {{ code problems {{ code }} }}" for n in range(5))
        names = ", ".join(f"$i{n}: ReportContentInput!" for n in range(5))
        given = {"commandId": command, "freeOfSecrets": True, **content()}
        inputs = {f"i{n}": {**given, "claim": f"{given['claim']} Lần thứ {n}."} for n in range(5)}
        body = {"query": f"mutation({names}) {{ {fields} }}", "variables": inputs}
        headers = {"Casebook-Proof": f"{command}={proof}"}
        answers = door.send("POST", "/report/graphql", json=body, headers=headers).json()["data"].values()
        assert sum(answer["code"] is not None for answer in answers) == 1
        assert [answer["problems"] for answer in answers if not answer["code"]] == [[{"code": "COMMAND_REUSED"}]] * 4


def sent(door: InProcess, page: str = "content", **typed: str) -> httpx.Response:
    given = {"free_of_secrets": "yes", "command_id": str(uuid4()), **content(), **typed}
    return door.send("POST", f"/report/{page}", data=given)


PROTECTION = {"harm": "PRIVATE_DATA", "asker": "GUARDIAN"}


class TestPages:
    def test_need_one_only_once_all_filed_much(self, door: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(prices, "FREE_BY_ALL", 1)
        first = door.send("GET", "/report/content")
        assert "script" not in first.text + first.headers["content-security-policy"]
        assert sent(door).status_code == 200
        command = str(uuid4())
        flood = sent(door, command_id=command)
        assert flood.status_code == 429
        assert content()["claim"] in flood.text
        assert "script-src 'self'" in flood.headers["content-security-policy"]
        assert '<script src="/report/proof.js" defer></script>' in flood.text
        assert door.send("GET", "/report/proof.js").headers["content-type"].startswith("text/javascript")
        found = re.search(r'data-puzzle="([\w.]+)" data-bits="(\d+)"', flood.text)
        assert found
        wrong = sent(door, command_id=command, proof="x")
        right = sent(door, command_id=command, proof=solution(found[1], int(found[2])))
        assert (wrong.status_code, right.status_code) == (429, 200)

    def test_without_a_script_wait_for_their_turn(self, door: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(prices, "FREE_BY_NETWORK", 0)
        monkeypatch.setattr(prices, "TURN_SECONDS", 0)
        asked = sent(door, command_id=(command := str(uuid4())))
        turn = hidden_in(asked.text)["turn"]
        assert (asked.status_code, asked.headers["retry-after"]) == (429, "0")
        assert sent(door, turn=turn).status_code == 429, "a turn is for one command"
        assert sent(door, command_id=command, turn=turn).status_code == 200

    def test_a_turn_before_its_moment_stays_the_same(self, door: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(prices, "FREE_BY_NETWORK", 0)
        asked = sent(door, command_id=(command := str(uuid4())))
        turn = hidden_in(asked.text)["turn"]
        again = sent(door, command_id=command, turn=turn)
        assert again.status_code == 429
        assert hidden_in(again.text)["turn"] == turn

    def test_reports_use_up_nothing_of_protection(self, door: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(prices, "FREE_BY_NETWORK", 1)
        assert [sent(door).status_code for _ in range(2)] == [200, 429]
        assert sent(door, "protection", **PROTECTION).status_code == 200

    def test_what_is_refused_does_not_count(self, door: InProcess, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(prices, "FREE_BY_NETWORK", 1)
        assert [sent(door, claim="x").status_code for _ in range(3)] == [422] * 3
        assert sent(door).status_code == 200
