"""Faults and gaps of the released versions' own installations, which a test of an upgrade must expect."""

import re

import pytest

from tests.upgrades.conftest import Installation

OF_0_1_0 = pytest.mark.parametrize("stood", ["0.1.0"], indirect=True)
"""A test of data that later versions store otherwise."""
EMPTY = {"0.2.0": {"arrivals", "arrival_parts", "drafts", "oauth_letters", "readers", "signing_requests"}}
"""Collections that are kept without rows: what people had begun, and subscribers."""
LEFT_BEHIND = {
    "0.1.0": re.compile(r"fault: value-stray: case-e6a72970e31b7005f1f003bd2d26979f \w+: no event refers to it")
}
"""Faults that a verification finds in data of that version. A recorded withdrawal of a request for protection sealed
reasons that its event does not name."""


LAW_LEFT_BEHIND = {
    "0.1.0": (
        *("term-kept-completed-2021", "term-kept-remedied-2021", "term-kept-police-outcome-2021"),
        *("term-kept-complaint-2021", "provision-nd-15-101", "provision-nd-15-99", "provision-nd-15-100"),
        *("provision-nd-174-95", "provision-bao-chi-2016-9"),
    )
}
"""Drafts of law that this version lists otherwise: ten years of keeping were a term of the law without an end, and a
ground did not say whose content it is about."""


def law_left_behind(upgraded: Installation) -> str:
    """The line that names them; empty if there are none."""
    streams = LAW_LEFT_BEHIND.get(upgraded.version)
    if streams is None:
        return ""
    rows = f"law: {len(streams)} rows left as in the register, not as this version lists them"
    return f"{rows}: {', '.join(streams)}\n"


def faults(upgraded: Installation, said: str) -> list[str]:
    """The faults that `casebook verify` or `restore` printed, but for what the old version itself left behind."""
    found = [line for line in said.splitlines() if line.startswith("fault: ")]
    known = LEFT_BEHIND.get(upgraded.version)
    return [line for line in found if known is None or not known.match(line)]
