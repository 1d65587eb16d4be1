"""Sixty-four tamperings by root with the master key, without the keys of the sealer and of those who write, and
thirty acts that were forged with the key of one process.

What three readers say of each is the table of `docs/tamperings.md`, which this test makes:
`CASEBOOK_REMAKE=1 scripts/test tests/tamperings` writes it.
"""

from collections.abc import Iterator
from math import inf
from pathlib import Path

import pytest

from store.store import Store
from store.write import anchor
from tests.support.clock import TestClock
from tests.support.held import taken
from tests.tamperings.forged import FORGED
from tests.tamperings.outside import OUTSIDE, main
from tests.tamperings.record import RECORD
from tests.tamperings.scene import Named, Scene, a_scene, compare

pytestmark = pytest.mark.slow
BEGIN, END = "<!-- made by tests/tamperings -->\n", "<!-- end -->\n"
ROOT = "root"
ALL = (
    *((words, ROOT, deed) for words, deed in (*RECORD, *OUTSIDE)),
    *((words, f"{process}'s key", deed) for words, process, deed in FORGED),
)
"""What is done, who can, and how."""
WITH_PROMISE = "A version is gone before it was sealed, and its writer shows the promise"
UNSEEN = {
    "The rows for proofs of the index of streams are altered (root)": (
        "These rows serve only for proofs, and follow from the entries. Packs then come without the "
        "index, and their verifier says that no end is proved."
    ),
    "All databases are as they were before the last batch, and nobody kept a checkpoint (root)": (
        "Restored databases agree with each other. A checkpoint saved elsewhere, a witness, or the sealer's folder "
        "shows the loss, as the rows before and after this one prove."
    ),
    "All databases are as they were before the last batch, and the sealer goes on (root)": (
        "The sealer's folder knows a newer checkpoint: the sealer signs nothing and ends. Somebody with the "
        "sealer's account can put the folder back too: then only a saved checkpoint or a witness shows the loss."
    ),
    "A version, and all that was written with it, is gone before it was sealed (root)": (
        "The log never had the version. Its writer's promise proves the loss, as the next row shows. The window is "
        "about a second."
    ),
    "All jobs of the case are marked as done (root)": ("Only the worker says that the work was done."),
    "The digest of a command's content is replaced (root)": (
        "Nothing in the record determines this keyed hash. The only effect is that a repetition of the command is "
        "refused."
    ),
}
"""What no verification names, and why not."""


@pytest.fixture(autouse=True)
def _one_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer looks for its anchor once, however slow the machine is: which entries lie behind it depends on that."""
    monkeypatch.setattr(anchor, "KEPT_SECONDS", inf)


@pytest.fixture
async def scene(store: Store, clock: TestClock, tmp_path: Path) -> Scene:
    return await a_scene(store, clock, tmp_path / "sealer")


async def test_each_tampering_is_named_or_has_a_reason(scene: Scene) -> None:
    clean, whole, kept = Named(frozenset(), frozenset(), frozenset()), await taken(scene.connection), scene.kept
    assert await scene.named([scene.promise]) == clean
    rows, unseen = [], set[str]()
    for number, (words, who, deed) in enumerate(ALL, 1):
        scene.kept = kept
        async with scene.undone(whole):
            await deed(scene)
            found = await scene.named([scene.promise] if words == WITH_PROMISE else ())
            said = "held" if who != ROOT and scene.held else scene.sealer_said
        rows.append(_row(number, words, who, found, said))
        unseen |= set() if found.verify or (said == "held" and who != ROOT) else {f"{words} ({who})"}
    scene.kept = kept
    assert await scene.named([scene.promise]) == clean
    compare(BEGIN, "".join(_table(rows)), END)
    assert unseen == set(UNSEEN)


def test_there_are_sixty_four_and_thirty() -> None:
    assert (len(RECORD) + len(OUTSIDE), len(FORGED)) == (64, 30)


async def test_a_case_that_search_does_not_find_is_named(scene: Scene) -> None:
    """0 is not false."""
    await main(scene, "cases").update_one({"_id": scene.case}, {"$set": {"hidden": 0}})
    assert (await scene.named()).verify == {"head-differs"}


def _row(number: int, words: str, who: str, found: Named, sealer: str | None) -> str:
    cells = [_codes(found.verify), _codes(found.pack), _codes(found.stream)]
    return f"| {number} | {words} | {who} | {sealer or ''} | {' | '.join(cells)} |\n"


def _codes(codes: frozenset[str]) -> str:
    return ", ".join(f"`{code}`" for code in sorted(codes)) or "–"


def _table(rows: list[str]) -> Iterator[str]:
    yield "| | what is done | by whom | the sealer | `verify` | the pack's verifier | `verifyStream` |\n"
    yield "|--:|---|---|---|---|---|---|\n"
    yield from rows
    yield "\nWhat `verify` does not name, and why:\n\n"
    for words, why in UNSEEN.items():
        number = next(at for at, (name, who, _) in enumerate(ALL, 1) if f"{name} ({who})" == words)
        yield f"- **{number}. {words}.** {why}\n"
