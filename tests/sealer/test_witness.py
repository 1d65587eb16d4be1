"""The witness server: every status, what it remembers, and the race that would make it forget."""

import sqlite3
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from store.log.witnessing.witness import SIZE_TYPE, request_body
from store.tlog.checkpoint import Checkpoint
from store.tlog.merkle import EMPTY_ROOT, consistency_proof, leaf_hash, root_of
from store.tlog.note import Signer, Verifier, join, verify
from store.tlog.policy import CosignerVerifier
from store.tlog.strict import LogFault, to_base64
from tests.sealer.processes import running, start
from tests.support import web
from tests.support.patience import PATIENCE
from tests.support.record import there
from workers.witness import BODY_MOST, Witness, init, run, trust

ORIGIN = "log.test/one"
LOG = Signer.generate(ORIGIN)
LEAVES = [leaf_hash(bytes([number])) for number in range(64)]
NAME = "witness.test/w1"
NAMED = sha256(ORIGIN.encode()).hexdigest()


def read(level: int, index: int) -> bytes:
    return root_of(LEAVES[index << level : (index + 1) << level])


def note(size: int, root: bytes | None = None, signer: Signer = LOG, origin: str = ORIGIN) -> bytes:
    text = Checkpoint(origin, size, root or root_of(LEAVES[:size])).text()
    return join(text, [signer.sign(text)])


def body(old: int, size: int) -> bytes:
    return request_body(old, consistency_proof(old, size, read), note(size))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    init(tmp_path / "w", NAME)
    trust(tmp_path / "w", LOG.vkey())
    return tmp_path / "w"


@pytest.fixture
def witness(home: Path) -> Witness:
    return Witness(home)


def cosigned(answer: bytes, size: int, home: Path) -> int | None:
    verifier = CosignerVerifier.from_vkey((home / "vkey").read_text().strip())
    text = Checkpoint(ORIGIN, size, root_of(LEAVES[:size])).text()
    return verify(join(text, [answer]), [verifier]).verified[0].time


OTHER_LOG = "log.test/two"
GOOD = note(3)
MALFORMED = [
    b"",
    b"old 0\n",
    b"old 0\n\n",
    b"old x\n\n" + note(3),
    b"old 00\n\n" + note(3),
    b"old +0\n\n" + note(3),
    b"new 0\n\n" + note(3),
    b"old 0 \n\n" + note(3),
    b"old 0\nAAAA\n\n" + note(3),
    b"old 0\n" + b"x" * 44 + b"\n\n" + note(3),
    b"old 1\n" + (to_base64(b"\0" * 32).encode() + b"\n") * 64 + b"\n" + note(3),
    b"old 0\n\n" + note(3).replace(b"\n3\n", b"\n03\n"),
    b"old 0\n\n" + note(3)[:-1],
    b"old 0\r\n\r\n" + note(3),
    b"\xff\n\n" + note(3),
    request_body(4, [], note(3)),
]
REFUSED = [
    *((400, data) for data in MALFORMED),
    (403, request_body(0, [], note(3, signer=Signer.generate(ORIGIN)))),
    (403, request_body(0, [], GOOD[:-5] + (b"A" if GOOD[-5:-4] != b"A" else b"B") + GOOD[-4:])),
    (404, request_body(0, [], note(3, signer=Signer.generate(OTHER_LOG), origin=OTHER_LOG))),
]
"""Malformed requests; requests with an old size above the new one, no trusted signature, or an unknown log."""


class TestStatuses:
    def test_200_for_the_first_for_what_follows_and_for_the_same_again(self, witness: Witness, home: Path) -> None:
        for old, size in ((0, 0), (0, 3), (3, 3), (3, 40)):
            before = int(time.time())
            answer = witness.add(body(old, size))
            assert answer.status == 200, answer
            assert before <= (cosigned(answer.body, size, home) or 0) <= time.time()

    def test_400_403_and_404_for_what_no_witness_takes(self, witness: Witness) -> None:
        assert [witness.add(data).status for _, data in REFUSED] == [status for status, _ in REFUSED]

    @pytest.mark.parametrize("old", [0, 2, 4])
    def test_409_with_the_size_it_stands_at(self, witness: Witness, old: int) -> None:
        witness.add(body(0, 3))
        answer = witness.add(body(old, 5))
        assert (answer.status, answer.body, answer.media_type) == (409, b"3\n", SIZE_TYPE)

    def test_422_for_a_bad_proof_and_for_one_from_nothing(self, witness: Witness) -> None:
        assert witness.add(request_body(0, [EMPTY_ROOT], note(3))).status == 422
        witness.add(body(0, 3))
        proof = consistency_proof(3, 5, read)
        for bad in ([], proof[:-1], [*proof, proof[0]], proof[::-1], [b"\0" * 32, *proof[1:]]):
            assert witness.add(request_body(3, bad, note(5))).status == 422

    def test_422_for_another_root_of_the_same_size(self, witness: Witness) -> None:
        witness.add(body(0, 3))
        assert witness.add(request_body(3, [], note(3, b"\x07" * 32))).status == 422
        assert witness.add(body(3, 5)).status == 200  # and the true one goes on

    def test_unknown_signatures_are_not_remembered(self, witness: Witness) -> None:
        text = Checkpoint(ORIGIN, 3, root_of(LEAVES[:3])).text()
        others = [Signer.generate(f"x{number}").sign(text) for number in range(99)]
        assert witness.add(request_body(0, [], join(text, [LOG.sign(text), *others]))).status == 200
        assert there(witness.latest(NAMED)).count("—".encode()) == 2


def test_it_remembers_over_a_restart(home: Path) -> None:
    Witness(home).add(body(0, 3))
    assert Witness(home).add(body(0, 5)).status == 409


def raced(witness: Witness, sizes: Sequence[int]) -> list[int]:
    """The sizes it cosigned, when so many ask at once and each asks again from the size it is told."""
    barrier = threading.Barrier(len(sizes))

    def ask(size: int) -> int | None:
        barrier.wait()
        old = 0
        while old <= size:
            answer = witness.add(body(old, size))
            if answer.status == 200:
                return size
            assert answer.status == 409
            old = int(answer.body)
        return None  # it knows more already

    with ThreadPoolExecutor(len(sizes)) as pool:
        return [size for size in pool.map(ask, sizes) if size is not None]


def size_at(witness: Witness) -> int:
    return int(there(witness.latest(NAMED)).split(b"\n")[1])


SIZES = [3 * number + 1 for number in range(20)]


def slow() -> float:
    """A clock that takes its time between check and store."""
    time.sleep(0.01)
    return time.time()


def test_twenty_at_once_never_roll_it_back(home: Path) -> None:
    witness = Witness(home, slow)
    assert max(raced(witness, SIZES)) == size_at(witness) == max(SIZES)


def test_over_http_it_answers_and_survives_a_kill(home: Path) -> None:
    with running(home) as url:
        assert web.post(f"{url}/add-checkpoint", content=body(0, 3)).status_code == 200
        conflict = web.post(f"{url}/add-checkpoint", content=body(0, 5))
        assert (conflict.status_code, conflict.text) == (409, "3\n")
        assert conflict.headers["content-type"] == SIZE_TYPE
        assert web.post(f"{url}/add-checkpoint", content=b"x" * (BODY_MOST + 1)).status_code == 413
        assert web.get(f"{url}/add-checkpoint").status_code == 405
    with running(home) as url:
        latest = web.get(f"{url}/{NAMED}/checkpoint")
        assert latest.status_code == 200
        assert latest.headers["content-type"] == "text/plain; charset=utf-8"
        key = CosignerVerifier.from_vkey((home / "vkey").read_text().strip())
        assert verify(latest.content, [key, Verifier.from_vkey(LOG.vkey())]).signatures == (ORIGIN, NAME)
        for other in ("0" * 64, "x", NAMED.upper()):
            assert web.get(f"{url}/{other}/checkpoint").status_code == 404


def test_the_command_line_sets_it_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home, log = tmp_path / "w", tmp_path / "log"
    # Who serves closes the memory and the files of the process that it is.
    assert start({}, log, str(home), module="workers.witness").wait(PATIENCE) == 2
    assert str(home) in log.read_text()
    assert run([str(home), "--init", NAME]) == 0
    vkey = capsys.readouterr().out.strip()
    assert run([str(home), "--init", NAME]) == 0
    assert capsys.readouterr().out.strip() == vkey
    assert (home / "key").stat().st_mode & 0o077 == 0
    assert run([str(home), "--trust", "nonsense"]) == 2
    for _ in range(2):
        assert run([str(home), "--trust", LOG.vkey()]) == 0
    assert (home / "logs").read_text() == LOG.vkey() + "\n"


class TestPutBack:
    """The folder as it was some days ago: what the witness signed since lies elsewhere."""

    @pytest.fixture
    def signed(self, witness: Witness) -> bytes:
        """A checkpoint of 20 entries that it cosigned, and forgot."""
        witness.add(body(0, 10))
        witness.add(body(10, 20))
        cosigned = there(witness.latest(NAMED))
        witness.go_back(Checkpoint(ORIGIN, 10, root_of(LEAVES[:10])))
        return cosigned

    def test_its_own_signature_reminds_it(self, witness: Witness, signed: bytes) -> None:
        assert witness.remember(signed) == Checkpoint(ORIGIN, 20, root_of(LEAVES[:20]))
        assert witness.add(body(10, 15)).status == 409
        assert witness.remember(signed) is None

    def test_a_request_that_bears_it_reminds_it_too(self, witness: Witness, signed: bytes) -> None:
        assert witness.add(request_body(0, [], signed)).status == 200
        assert witness.add(body(10, 15)).body == b"20\n"

    def test_no_newer_one_is_forgotten_meanwhile(
        self, home: Path, witness: Witness, signed: bytes, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("workers.witness.BUSY_SECONDS", 0.0)
        server, kept = Witness(home), witness._keep

        def slow(*given: Any) -> bytes:
            with pytest.raises(sqlite3.OperationalError, match="locked"):  # so the server waits
                server.add(body(10, 30))
            return kept(*given)

        monkeypatch.setattr(witness, "_keep", slow)
        witness.remember(signed)
        assert server.add(body(20, 30)).status == 200

    def test_the_log_alone_does_not(self, witness: Witness, signed: bytes) -> None:
        assert witness.remember(note(30)) is None
        assert witness.add(request_body(0, [], note(30))).status == 409
        with pytest.raises(LogFault):
            witness.remember(note(30, signer=Signer.generate(ORIGIN)))
