"""The people of each agency in the rich world, an account and a second officer; and a grant that was refused."""

from datetime import date, timedelta

from tests.matrix.rich import AGENCIES
from tests.matrix.richer import INSPECTED, Beside, a_mark

LEAVES_IN_DAYS = 20
"""Soon enough for a warning."""
NEW = {"expectedVersion": 1}
"""What was entered just now; no root gives it by its id."""
FIRST, SECOND = "1" * 64, "2" * 64


def people(beside: Beside, who: str) -> None:
    """An account that a second person approved, and an officer whose appointment runs out soon."""
    do, mark = beside.clerk.do, a_mark()
    subject = f"{mark}@mau.example"
    account = do(f"{who}.admin", "openUser", subject=subject, code=FIRST)
    do(f"{who}.signatory", "approveUser", account, code=SECOND, **NEW)
    beside.noted(f"user-{who}", account, mark, who, named_to=INSPECTED)
    until = (date.fromisoformat(beside.play.today) + timedelta(days=LEAVES_IN_DAYS)).isoformat()
    named = {"posts": ["HANDLER"], "since": "2021-07-04", "until": until, "appointment": "QĐ 2"}
    officer = do(f"{who}.admin", "nominateOfficer", subject=subject, **named)
    alone = beside.clerk.refused(f"{who}.admin", "confirmOfficer", officer, **NEW)
    assert alone == "SECOND_PERSON_NEEDED", "and the access log tells of it"
    beside.noted(f"officer-{who}", officer, a_mark(), who, named_to=INSPECTED)
    do(f"{who}.signatory", "confirmOfficer", officer, **NEW)


def a_grant(beside: Beside) -> None:
    """A grant that one agency asked for and one of another kind refused; everybody may read it."""
    asked = {"agency": "agency-paper", "scopes": ["REGISTRY_READ"], "source": "QĐ 3"}
    made = beside.clerk.do("lead.admin", "proposeGrant", **asked)
    beside.clerk.do("ppc.admin", "refuseGrant", made, reasons="Đã có từ trước.", **NEW)
    beside.noted("grant", made, a_mark(), AGENCIES)
    beside.noted("provision", beside.world.ground, a_mark(), AGENCIES)
