"""The measurement of the log does the work that it claims to measure."""

import pytest

from scripts.workbench.bench.__main__ import main
from scripts.workbench.bench.held import Held
from scripts.workbench.bench.log import Seconds, sealed, verified


def test_it_prints_ratios_and_proofs_that_grow_with_the_logarithm(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["log", "--size", "1500"]) == 0
    table = capsys.readouterr().out
    assert "| SHA-256 plus JSON |" in table
    rows = [line.split("|")[1:5] for line in table.splitlines() if line.startswith(("| 100 ", "| 1000 ", "| 1500 "))]
    assert len(rows) == 3
    for size, bound, hashes, bytes in rows:
        assert 0 < float(hashes) <= int(bound), size
        assert abs(float(bytes) - 32 * float(hashes)) <= 2


async def test_a_changed_entry_would_end_it() -> None:
    held, spent = Held(), Seconds()
    edge = sealed(600, held, spent)
    await verified(edge, held, spent)
    path = "tile/entries/001"
    held.objects_by_path[path] = held.objects_by_path[path].replace(b'"v":1', b'"v":2', 1)
    with pytest.raises(AssertionError):
        await verified(edge, held, spent)


def test_a_name_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == main(["nothing"]) == 2
    assert "scripts.workbench.bench log [--size N]" in capsys.readouterr().err
