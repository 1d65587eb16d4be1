"""The registry as a file: what is shipped, and what is refused by name."""

from datetime import date
from pathlib import Path
from unicodedata import is_normalized, normalize

import pytest

from domain.administration.agencies import NameAgency, RegisterAgency
from domain.administration.holidays import SetHolidays
from domain.administration.province import AssignLead, DefineArea
from domain.registry.entry import Certainty
from scripts.cli.environment import RegistryRefused
from scripts.cli.seed.registry_file import ORDER, PROVINCE, SAMPLE, read
from scripts.cli.seed.registry_row import Row
from tests.cli.support import LEAD

SHIPPED = pytest.mark.parametrize("path", [PROVINCE, SAMPLE], ids=lambda path: path.name)
IN_FORCE = date(2021, 7, 4)


def commands(path: Path, kind: type) -> list[Row]:
    return [row for row in read(path) if isinstance(row.command, kind)]


def refused(tmp_path: Path, text: str) -> tuple[str, ...]:
    path = tmp_path / "wrong.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RegistryRefused) as caught:
        read(path)
    return caught.value.faults


class TestShipped:
    @SHIPPED
    def test_all_text_is_composed(self, path: Path) -> None:
        assert is_normalized("NFC", path.read_text(encoding="utf-8"))
        names = [row.command for row in commands(path, NameAgency)]
        assert all(is_normalized("NFC", name.name + name.short) for name in names)

    @SHIPPED
    def test_every_agency_has_a_name_from_its_first_day(self, path: Path) -> None:
        registered = {row.stream: row.command.since for row in commands(path, RegisterAgency)}
        assert {row.stream: row.command.since for row in commands(path, NameAgency)} == registered

    @SHIPPED
    def test_rows_come_after_what_they_name(self, path: Path) -> None:
        places = [ORDER.index(type(row.command)) for row in read(path)]
        assert places == sorted(places)

    def test_nothing_is_older_than_the_regulation(self) -> None:
        assert min(row.command.since for row in commands(PROVINCE, RegisterAgency)) == IN_FORCE

    def test_a_source_that_asks_for_confirmation_stands_on_an_unconfirmed_row_and_the_reverse(self) -> None:
        rows = [row.command for row in read(PROVINCE) if hasattr(row.command, "certainty")]
        asks = {item.source.startswith("Cần xác nhận") for item in rows if item.certainty is Certainty.UNCONFIRMED}
        sure = {item.source.startswith("Cần xác nhận") for item in rows if item.certainty is not Certainty.UNCONFIRMED}
        assert (asks, sure) == ({True}, {False})

    def test_ten_districts_end_and_fifty_six_communes_wait(self) -> None:
        areas = [row.command for row in commands(PROVINCE, DefineArea)]
        districts = {area.until for area in areas if area.level == "DISTRICT"}
        communes = [area for area in areas if area.level == "COMMUNE"]
        assert (districts, len(areas) - len(communes)) == ({date(2025, 7, 1)}, 10)
        assert (len(communes), {commune.certainty for commune in communes}) == (56, {Certainty.UNCONFIRMED})

    def test_days_off_are_weekdays_and_days_worked_are_not(self) -> None:
        for row in commands(PROVINCE, SetHolidays):
            assert [day for day in row.command.days if day.weekday() > 4] == []
            assert [day for day in row.command.worked if day.weekday() < 5] == []

    def test_samples_say_what_they_are(self) -> None:
        rows = read(SAMPLE)
        assert all("-sample" in row.stream and row.command.source.startswith("MẪU") for row in rows)
        assert all(row.command.name.startswith("MẪU") for row in rows if hasattr(row.command, "name"))
        assert len(commands(SAMPLE, RegisterAgency)) == 12
        assert len(commands(SAMPLE, AssignLead)) == 1


class TestStrict:
    def test_parts_have_the_days_and_the_source_of_their_agency(self, tmp_path: Path) -> None:
        path = tmp_path / "one.toml"
        path.write_text(LEAD, encoding="utf-8")
        [named] = commands(path, NameAgency)
        assert (named.command.since, named.command.source) == (IN_FORCE, "Văn bản thử")

    def test_decomposed_text_is_composed_and_is_the_same_row(self, tmp_path: Path) -> None:
        keys = []
        for form in ("NFC", "NFD"):
            path = tmp_path / f"{form}.toml"
            path.write_text(normalize(form, LEAD), encoding="utf-8")
            keys.append([row.key for row in read(path)])
        assert keys[0] == keys[1]

    @pytest.mark.parametrize(
        ("change", "fault"),
        [
            (('kind = "DEPARTMENT"', 'knd = "DEPARTMENT"'), "agency-one: unknown key knd"),
            (('kind = "DEPARTMENT"', ""), "agency-one: kind is missing"),
            (('kind = "DEPARTMENT"', 'kind = "SECRET"'), "agency-one: kind must be one of PPC, "),
            (("since = 2021-07-04", 'since = "2021-07-04"'), "agency-one: since must be a day, as 2021-07-04"),
            (("since = 2021-07-04", "since = 2021-07-04T00:00:00"), "agency-one: since must be a day, as 2021-07-04"),
            (('short = "Một"', 'short = "Một", symbol = "M"'), "agency-one: unknown key symbol"),
            (('short = "Một"', 'short = ""'), "agency-one: short text-empty"),
            (('short = "Một"', 'short = "\\u0000"'), "agency-one: short text-character"),
            (('name = [{ name = "Sở Một", short = "Một" }]', 'name = "Sở Một"'), "agency-one: name must be a list"),
            (("[[lead]]", "[[leader]]"), "unknown table leader"),
            (("[[lead]]", "[lead]"), "lead must be a list of tables"),
            (('id = "lead-one"', 'id = "agency-two"'), "lead: id must be lead- and then"),
            (('id = "agency-one"', 'id = "Agency-One"'), "agency: id must be agency- and then"),
            (('id = "agency-one"', ""), "agency: id must be agency- and then"),
            (("[[lead]]", "[[lead"), "Expected ']]'"),
        ],
    )
    def test_refused_by_name(self, tmp_path: Path, change: tuple[str, str], fault: str) -> None:
        faults = refused(tmp_path, LEAD.replace(*change, 1))
        assert any(item.startswith("wrong.toml: ") and fault in item for item in faults), faults

    def test_all_that_is_wrong_is_said_at_once(self, tmp_path: Path) -> None:
        text = LEAD.replace("kind =", "knd =").replace("agency =", "agencies =")
        assert len(refused(tmp_path, text)) == 4

    def test_an_unknown_field_of_administration(self, tmp_path: Path) -> None:
        part = 'competence = [{ task = "VERIFY", categories = ["HEALTH", "RUMOUR"] }]\n[[lead]]'
        assert "agency-one: categories must not hold RUMOUR" in refused(tmp_path, LEAD.replace("[[lead]]", part))[0]

    def test_an_id_that_is_used_twice(self, tmp_path: Path) -> None:
        assert "agency-one: id is used twice" in refused(tmp_path, LEAD + LEAD)[0]

    def test_a_file_that_is_missing_or_no_utf8(self, tmp_path: Path) -> None:
        with pytest.raises(RegistryRefused, match=r"^none\.toml: No such file"):
            read(tmp_path / "none.toml")
        (tmp_path / "old.toml").write_bytes("# Sở".encode("utf-16"))
        with pytest.raises(RegistryRefused, match=r"^old\.toml: "):
            read(tmp_path / "old.toml")
