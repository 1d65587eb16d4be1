"""What the operator does to the registry from the command line: each an act in the record, none without its rule."""

import asyncio
import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from domain.book import BY_COMMAND
from domain.kernel.actor import ActorKind
from domain.registry.registry import Registry
from scripts.cli.acting.act import Sheets
from store.driver.conditions import FIRST_MOST
from store.oauth.once import digest
from store.process.settings import Settings
from store.read.history import OPERATED, EventFilter
from store.store import Store, opened_store
from tests.cli.support import Environ, ended
from tests.support.record import there

Operate = Callable[..., int]
Capture = pytest.CaptureFixture[str]
SOURCE = ("--source", "Quyết định thử số 1")
SINCE = ("--since", "2026-01-01")


@pytest.fixture
def operate(of_one_agency: Environ) -> Operate:
    of_one_agency["CASEBOOK_MODE"] = "production"
    return lambda *words: ended(words, of_one_agency)


def asked(environ: Environ, question: Callable[[Store], Any]) -> Any:

    async def ask() -> Any:
        async with opened_store(Settings.from_env(environ)) as store:
            return await question(store)

    return asyncio.run(ask())


def registry(environ: Environ) -> Registry:
    found: Registry = asked(environ, lambda store: store.registry.current())
    return found


def acts(environ: Environ) -> list[str]:
    """The types of the operator's acts, oldest first, as an inspector lists them."""
    page = asked(environ, lambda store: store.history.events(EventFilter(operator=True), FIRST_MOST, None))
    assert {row["actor"] for row in page.rows} <= {"OPERATOR"}
    return [row["type"] for row in page.rows][::-1]


def test_an_agency_with_an_officer_and_a_program(operate: Operate, environ: Environ) -> None:
    an = ("--subject", "an", "--agency", "agency-two")
    then = ("--since", "2028-01-01", "--posts", "SIGNATORY", "--appointment", "QĐ 8", "--replaces", "officer-an")
    page = ("--agency", "agency-two", "--redirects", "https://trang.example/ve")
    steps = (
        ("area", "define", "--id", "area-two", "--name", "Xã Hai", "--level", "COMMUNE", *SINCE, *SOURCE),
        ("agency", "register", "--id", "agency-two", "--kind", "COMMUNE", "--area", "area-two", *SINCE, *SOURCE),
        ("agency", "name", "agency-two", "--name", "UBND xã Hai", "--short", "Xã Hai", *SINCE, *SOURCE),
        ("agency", "competence", "agency-two", "--task", "VERIFY", "--areas", "area-two", *SINCE, *SOURCE),
        ("officer", "appoint", "--id", "officer-an", *an, *SINCE, "--posts", "HANDLER", "--appointment", "QĐ 7"),
        ("officer", "appoint", "--id", "officer-then", *an, *then),
        ("client", "enter", "--id", "client-two", "--name", "Trang thử", *page),
        ("officer", "dismiss", "officer-then", "--on", "2030-01-01"),
    )
    assert [operate(*step) for step in steps] == [0] * len(steps)
    found = registry(environ)
    assert found.agencies["agency-two"].competences[0].areas == ("area-two",)
    untils = [found.officers[id].span.until for id in ("officer-an", "officer-then")]
    assert untils == [date(2028, 1, 1), date(2030, 1, 1)]
    assert found.clients["client-two"].state == "ACTIVE"
    assert acts(environ)[-10:] == [
        *("area.defined", "agency.registered", "agency.named", "agency.competence-granted"),
        *("officer.appointed", "officer.dismissed", "officer.appointed"),
        *("client.registered", "client.activated", "officer.dismissed"),
    ]


def test_days_off_and_a_lead_are_entered_unconfirmed_and_confirmed(operate: Operate, environ: Environ) -> None:
    unsure = ("--certainty", "UNCONFIRMED", *SOURCE)
    on = ("--on", "2026-01-05", *SOURCE)
    steps = (
        ("days-off", "set", "--id", "holidays-2027", "--year", "2027", "--days", "2027-01-01", *unsure),
        ("days-off", "confirm", "holidays-2027", *on),
        ("days-off", "correct", "holidays-2027", "--days", "2027-01-01", "2027-09-02", *on),
        ("lead", "assign", "--id", "lead-two", "--agency", "agency-one", *SINCE, *unsure),
        ("lead", "confirm", "lead-two", *on),
    )
    assert [operate(*step) for step in steps] == [0] * len(steps)
    found = registry(environ)
    assert len(found.holidays["holidays-2027"].days) == 2
    assert found.leads["lead-two"].certainty == "CONFIRMED"


def test_an_account_is_opened_with_two_codes_on_two_sheets(
    operate: Operate, environ: Environ, tmp_path: Path, capsys: Capture
) -> None:
    folder = tmp_path / "codes"
    assert operate("user", "open", "an.nguyen", "--agency", "agency-one", "--codes", str(folder)) == 0
    sheets = Sheets(folder)
    first, second = (sheets.code(sheet, "an.nguyen", fresh=False) for sheet in ("first", "second"))
    recovery = there(there(registry(environ).account("an.nguyen")).recovery)
    assert (recovery.first, recovery.second) == (digest(first), digest(second))
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (folder, folder / "first", folder / "second")]
    assert modes == [0o700, 0o600, 0o600]
    said = capsys.readouterr().out
    assert (first in said, second in said) == (False, False)
    assert operate("user", "open", "an.nguyen", "--agency", "agency-one", "--codes", str(folder)) == 2
    assert sheets.code("first", "an.nguyen", fresh=False) == first, "what the register knows is kept"


def test_a_recovery_has_one_code_and_waits_for_an_officer(operate: Operate, environ: Environ) -> None:
    assert operate("user", "open", "binh", "--agency", "agency-one") == 0
    home = Path(environ["CASEBOOK_HOME"])
    before = (home / "codes/first").read_text()
    assert operate("user", "suspend", "binh") == 0
    assert operate("user", "recover", "binh") == 0
    user = there(registry(environ).account("binh"))
    assert (user.state, there(user.recovery).second) == ("SUSPENDED", None)
    assert (home / "codes/first").read_text() != before
    assert acts(environ)[-4:] == ["user.opened", "user.approved", "user.suspended", "user.recovery-asked"]


def test_a_program_with_a_secret_keeps_it_in_a_file(operate: Operate, environ: Environ, tmp_path: Path) -> None:
    words = ("client", "enter", "--id", "client-m", "--name", "Máy", "--agency", "agency-one", "--machine")
    assert operate(*words, "--secret-to", str(tmp_path / "secret")) == 0
    client = registry(environ).clients["client-m"]
    assert client.secrets == (digest((tmp_path / "secret").read_text().strip()),)
    assert "case:close" not in client.scopes
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("agency", "confirm", "agency-none", *SOURCE), 2, "agency-none is not in the registry"),
        (("agency", "confirm", "lead-one", *SOURCE), 2, "an id of this kind begins with agency-"),
        (("agency", "register", "--kind", "POLICE", "--since", "2026-13-01", *SOURCE), 2, "must be a day"),
        (("agency", "register", "--kind", "KING", *SINCE, *SOURCE), 2, "invalid choice"),
        (("agency", "competence", "agency-one", "--task", "VERIFY", "--areas", "area-x", *SINCE, *SOURCE), 2, "area-x"),
        (("agency", "confirm", "agency-one", *SOURCE), 1, "already-confirmed"),
        (("lead", "assign", "--agency", "agency-none", *SINCE, *SOURCE), 1, "agency-unknown"),
        (("user", "suspend", "nobody"), 2, "nobody has no account"),
        (("user", "open", "Ông An", "--agency", "agency-one"), 1, "account-name-malformed"),
        (("client", "enter", "--name", "X", "--agency", "agency-one"), 1, "redirect-needed"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(
    words: tuple[str, ...], code: int, said: str, operate: Operate, environ: Environ, capsys: Capture
) -> None:
    before = acts(environ)
    capsys.readouterr()
    exit_code = operate(*words)
    out, err = capsys.readouterr()
    assert (exit_code, out, err.count("\n")) == (code, "", 1), err
    assert said in err
    assert acts(environ) == before


def test_nobody_but_the_operator_writes_what_is_listed_as_theirs() -> None:
    """In these kinds of rows the register itself enrols people and does nothing else; the list leaves that out."""
    others = {ActorKind.SYSTEM, ActorKind.PUBLIC}
    rows = (row for row in BY_COMMAND.values() if row.stream.value in OPERATED and row.by & others)
    assert [row.name for row in rows] == ["enrolUser"]
