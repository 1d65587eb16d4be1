"""Forged acts where acts are signed by people: each is held by the sealer, or named by `verify` and the pack.

The table is in `docs/tamperings.md`, which this test makes: `CASEBOOK_REMAKE=1 scripts/test tests/tamperings`.
"""

import json
import os
from math import inf
from pathlib import Path

import pytest

from store.pack.readers import Official
from store.store import Store
from store.write import anchor
from tests.support.clock import TestClock
from tests.support.held import taken
from tests.support.verifiers import NODE, checked, checked_by_script
from tests.tamperings.scene import INSPECTOR, Scene, a_scene, compare
from tests.tamperings.signed import HONEST, SIGNED, refused_by_the_api
from tests.tamperings.signing import KINDS, prepared

pytestmark = pytest.mark.slow
BEGIN, END = "<!-- made by tests/tamperings/test_signed_acts.py -->\n", "<!-- end of signed acts -->\n"
SAID = frozenset({"act-unsigned", "act-not-admitted", "act-unfit", "authority-missing", "act-on-paper", "papers"})
"""What is compared: what concerns who acted. The forger leaves out command and head in most of these."""


@pytest.fixture(autouse=True)
def _one_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anchor, "KEPT_SECONDS", inf)


async def test_each_forged_act_is_held_or_named(store: Store, clock: TestClock, tmp_path: Path) -> None:
    scene = await prepared(await a_scene(store, clock, tmp_path / "sealer"), clock)
    assert scene.sealer_said is None, scene.held
    whole = await taken(scene.connection)
    async with scene.undone(whole):
        assert await refused_by_the_api(scene) == "signed-otherwise"
    rows, through = [], []
    for number, (words, who, deed) in enumerate(SIGNED, 1):
        scene.held = {}
        async with scene.undone(whole):
            await deed(scene)
            held = "held" if scene.held else ""
            if os.environ.get("CASEBOOK_SHOW"):
                print(number, words, sorted(scene.held.values()))
            verify, pack = (await scene.named_of_acts()) & SAID, await _pack(scene) & SAID
        codes = [", ".join(f"`{code}`" for code in sorted(found)) or "–" for found in (verify, pack)]
        rows.append(f"| {number} | {words} | {who} | {held} | {' | '.join(codes)} |\n")
        through += [] if held or verify or pack else [who]
    assert through == [HONEST] * len(KINDS)
    heading = "| | what is done | by whom | the sealer | `verify` | the pack |\n|--:|---|---|---|---|---|\n"
    compare(BEGIN, "".join([heading, *rows]), END)


async def _pack(scene: Scene) -> frozenset[str]:
    reader = Official(await scene.store.actor(INSPECTOR), scene.store.publications)
    plan = await scene.store.packs.plan(scene.pending)
    made = b"".join([line async for line in scene.store.packs.lines(plan, reader, scene.pins["key"])])
    report = checked(made, scene.pins)
    if NODE:
        assert checked_by_script([made], scene.pins)[0] == report
    if os.environ.get("CASEBOOK_SHOW"):
        print(json.dumps(report["proved"]), len(made))
    return frozenset([*(row["code"] for row in report["findings"]), *report["notProved"]])
