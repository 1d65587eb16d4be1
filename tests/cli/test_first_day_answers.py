"""What is known on the first day: checked whole before anything is made; made once, closed to others, and kept."""

import re
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scripts.cli.__main__ import main
from scripts.cli.acting.act import Sheets
from scripts.cli.environment import WrongUse, settings_of
from scripts.cli.first_day.answers import Answers, asked, from_file
from scripts.cli.first_day.folder import DECIDED, Folder
from scripts.cli.run import PROCESSES
from store.process.settings import SealerSettings, Settings
from tests.cli.support import LEAD, file

GIVEN = """
url = "https://casebook.example.org"
database = "mongodb://db.example:27017/?replicaSet=rs0"
queue = "redis://:word@queue.example:6379/0"
registry = "{registry}"

[lead]
agency = "agency-one"
since = 2021-07-04
source = "Văn bản thử"

[[administrator]]
account = "an.nguyen"
appointment = "QĐ 1"
since = 2026-01-01

[[administrator]]
account = "binh.hoang"
appointment = "QĐ 2"
since = 2026-01-01
"""


@pytest.fixture
def given(tmp_path: Path) -> str:
    """Answers that are well, for a province of one agency."""
    return GIVEN.format(registry=file(tmp_path, LEAD, "one.toml"))


def read(tmp_path: Path, text: str) -> Answers:
    return from_file(file(tmp_path, text, "first-day.toml"), tmp_path / "home")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('url = "https://casebook.example.org"', "", "url: is missing"),
        ("https://casebook", "http://casebook", "url: must be https://NAME"),
        ("mongodb://db", "mongodb://root:x@db", "database: must be mongodb://HOST:PORT/ without a user"),
        ("redis://", "http://", "queue: must be"),
        ("since = 2021-07-04", 'since = "2021"', "lead.since: must be a day"),
        ('agency = "agency-one"', 'agency = "agency-none"', "lead.agency: agency-none is not in one.toml"),
        ('account = "binh.hoang"', 'account = "an.nguyen"', "different people"),
        ('account = "binh.hoang"', 'account = "Bình"', "'Bình' is not a valid account name"),
        ('appointment = "QĐ 2"', "", "administrator 2: needs"),
        ("[lead]", '[lead]\nname = "x"', "lead.name: unknown"),
        ("[lead]", '[mail]\nhost = "mail.example"\n[lead]', "mail: host and from"),
        ("[lead]", '[sign_in]\nprogram = "Trang"\n[lead]', "sign_in: program and redirect"),
        ("[lead]", "[lead", "first-day.toml"),
    ],
)
def test_everything_wrong_is_named(old: str, new: str, said: str, tmp_path: Path, given: str) -> None:
    assert old in given
    with pytest.raises(WrongUse, match=re.escape(said)):
        read(tmp_path, given.replace(old, new, 1))


def test_questions_lead_to_the_same_answers(tmp_path: Path, given: str) -> None:
    replies = {
        "Public address": "https://casebook.example.org",
        "Address of MongoDB": "mongodb://db.example:27017/?replicaSet=rs0",
        "Address of Valkey": "redis://:word@queue.example:6379/0",
        "Lead agency": "agency-one",
        "Its first day": "2021-07-04",
        "The act": "Văn bản thử",
        "Account of the first": "an.nguyen",
        "Account of the second": "binh.hoang",
        "Number": "QĐ 1",
        "First day of the app": "2026-01-01",
    }
    table = asked(lambda question: next((replies[key] for key in replies if question.startswith(key)), ""))
    table |= {"registry": str(tmp_path / "one.toml")}
    table["administrator"][1]["appointment"] = "QĐ 2"
    assert Answers.of(table, tmp_path / "home") == read(tmp_path, given)


@pytest.fixture
def folder(tmp_path: Path, given: str) -> Folder:
    made = Folder(tmp_path / "home", read(tmp_path, given))
    made.make()
    return made


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class TestFolder:
    def test_everything_is_closed_to_others(self, folder: Folder) -> None:
        assert not [path for path in folder.home.rglob("*") if stat.S_IMODE(path.stat().st_mode) & 0o077]

    def test_again_it_keeps_what_is_there(self, folder: Folder) -> None:
        before = contents(folder.home)
        folder.make()
        assert contents(folder.home) == before

    def test_again_it_keeps_what_an_operator_added(self, folder: Folder) -> None:
        files = [folder.home / "settings" / process for process in PROCESSES]
        for path in files:
            path.write_text(path.read_text() + "CASEBOOK_RETENTION_DAYS=120\nCASEBOOK_SMTP_HOST=mail.example\n")
        replace(folder, answers=replace(folder.answers, port=8009)).make()
        for path in files:
            assert settings_of(path)["CASEBOOK_RETENTION_DAYS"] == "120"
            assert "CASEBOOK_SMTP_HOST" not in settings_of(path), "the answers name no mail server"
        assert settings_of(folder.home / "settings/api")["CASEBOOK_PORT"] == "8009"

    def test_what_the_answers_decide_is_not_taken_for_an_addition(self, folder: Folder) -> None:
        mail = {"host": "mail.example", "port": "587", "user": "u", "password_file": "/p", "from": "a@b.example"}
        answers = (replace(folder.answers, mail=mail), replace(folder.answers, issuer="https://id.example"))
        made = (replace(folder, answers=given).settings(process) for given in answers for process in PROCESSES)
        (folder.public / "vkey").touch()
        (folder.public / "authors").touch()
        assert {name for settings in made for name in settings} == DECIDED

    def test_processes_accept_their_settings_and_have_their_own_user(self, folder: Folder) -> None:
        users = {}
        for process in PROCESSES:
            found = settings_of(folder.home / "settings" / process)
            made: Any = (SealerSettings if process == "sealer" else Settings).from_env(found)
            users[process] = made.mongo_uri.partition("://")[2].partition(":")[0]
            assert made.mongo_uri.endswith("@db.example:27017/?replicaSet=rs0&authSource=admin")
        assert users == {process: process for process in PROCESSES}

    def test_the_sealer_gets_no_secret_of_those_who_serve(self, folder: Folder) -> None:
        told = (folder.home / "settings/sealer").read_text()
        assert "KEY_FILE" not in told

    def test_a_folder_that_holds_other_things_is_left_alone(self, tmp_path: Path, given: str) -> None:
        shared = tmp_path / "shared"
        shared.mkdir()
        shared.chmod(0o755)  # whatever the mask of this process is
        (shared / "letter").write_text("x")
        with pytest.raises(WrongUse, match="open to others"):
            Folder(shared, read(tmp_path, given)).make()
        assert list(shared.iterdir()) == [shared / "letter"]

    def test_mail_and_an_issuer_of_ones_own(self, tmp_path: Path, given: str) -> None:
        more = '[sign_in]\nissuer = "https://id.example.org"\n[mail]\nhost = "mail.example"\nfrom = "so@example.org"\n'
        folder = Folder(tmp_path / "home", read(tmp_path, given.replace("[lead]", f"{more}[lead]")))
        folder.make()
        made = Settings.from_env(folder.settings("worker"))
        assert (made.issuers, made.sign_in_url) == (["https://id.example.org"], "")
        assert (made.smtp_host, made.mail_from) == ("mail.example", "so@example.org")


def test_without_the_administrator_nothing_is_made(
    tmp_path: Path, given: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = file(tmp_path, given, "first-day.toml")
    assert main(["init", "--file", str(path)], {"CASEBOOK_HOME": str(tmp_path / "home")}) == 2
    assert "CASEBOOK_ADMIN_URI" in capsys.readouterr().err
    assert not (tmp_path / "home").exists()


def test_a_code_stays_on_its_sheet_until_a_fresh_one_is_drawn(tmp_path: Path) -> None:
    sheets = Sheets(tmp_path / "codes")
    first, other = (sheets.code(sheet, "an", fresh=False) for sheet in ("first", "second"))
    assert first != other
    assert Sheets(tmp_path / "codes").code("first", "an", fresh=False) == first
    assert sheets.code("first", "an", fresh=True) != first
    assert sheets.code("second", "an", fresh=False) == other
