"""Entering the registry: again and again, and what an unconfirmed row counts for."""

import json
from datetime import date
from pathlib import Path

import pytest

from domain.administration.agencies import RegisterAgency
from domain.administration.province import AssignLead
from domain.kernel.actor import Caller
from domain.kernel.policy import Scope, ceiling
from domain.registry.accounts import GrantState
from domain.registry.agency import LeadPart
from domain.statement.state import StatementKind
from scripts.cli.doctoring.registry import leading
from scripts.cli.environment import RowRefused
from scripts.cli.seed.grants import IN_THE_LEADS_PLACE, grant_new, propose_for_leads
from scripts.cli.seed.load import enter
from scripts.cli.seed.registry_file import PROVINCE, SAMPLE, read
from scripts.cli.seed.registry_row import Row, row_of
from scripts.cli.seed.stories import carry_out, officers, stories
from store.read.public_register import Wanted
from store.store import Store
from tests.cli.support import LEAD
from tests.support.record import faults
from tests.support.unsealed import held_of

TODAY = date(2026, 7, 1)
SINCE = {"since": date(2021, 7, 4), "source": "Văn bản thử"}
CHANGING = {StatementKind.RULING, StatementKind.REFUSAL, StatementKind.CORRECTION}
"""Kinds of the sample's acts that change another one."""
TWO = {"kind": "DEPARTMENT", **SINCE}


def rows(tmp_path: Path, *changes: tuple[str, str]) -> tuple[Row, ...]:
    text = LEAD
    for change in changes:
        assert change[0] in text
        text = text.replace(*change, 1)
    path = tmp_path / "changed.toml"
    path.write_text(text, encoding="utf-8")
    return read(path)


class TestAgain:
    async def test_the_record_is_whole_and_no_sealer_would_hold_anything_of_it(self, seeded: Store) -> None:
        assert await faults(seeded.connection) == []
        assert await held_of(seeded.connection) == {}

    async def test_each_public_act_has_its_line_and_names_what_it_changes(self, seeded: Store) -> None:
        entries = {entry.id: entry for entry in await seeded.public_register.entries(Wanted())}
        assert sum(entry.act is not None and entry.act.kind is StatementKind.DECISION for entry in entries.values()) > 3
        after = [entry for entry in entries.values() if entry.act and entry.line.agency and entry.act.kind in CHANGING]
        assert {entry.act.kind for entry in after if entry.act} == CHANGING
        assert {entry.id for entry in after if entry.act is None or entry.act.of not in entries} == set()

    async def test_after_a_crash_the_rest_follows(self, empty_store: Store, tmp_path: Path) -> None:
        all_rows = rows(tmp_path)
        assert await enter(empty_store, all_rows[:1]) == 1
        assert await enter(empty_store, all_rows) == len(all_rows) - 1
        assert await faults(empty_store.connection) == []

    async def test_a_rule_of_the_register_speaks(self, empty_store: Store, tmp_path: Path) -> None:
        wrong = rows(tmp_path, ('agency = "agency-one"', 'agency = "agency-two"'))
        with pytest.raises(RowRefused, match="lead-one: AssignLead is refused: agency-unknown"):
            await enter(empty_store, wrong)


class TestFirstGrants:
    async def test_are_the_ceiling_of_each_role_and_reach_nobody_without_one(self, seeded: Store) -> None:
        registry = await seeded.registry.current()
        for agency in registry.agencies:
            expected = {scope.value for scope in ceiling(registry.role_on(agency, TODAY))}
            assert registry.granted.get(agency, frozenset()) == expected

    async def test_are_acts_of_the_operator(self, seeded: Store) -> None:
        entered = await seeded.connection.revisions.find({"kind": "grant", "type": "grant.entered"}).to_list(None)
        assert len(entered) == len((await seeded.registry.current()).granted)
        assert {json.loads(bytes(item["body"]))["actor"]["kind"] for item in entered} == {"OPERATOR"}

    async def test_without_them_nobody_may_do_anything(self, small: Store) -> None:
        who = Caller(subject="m", client="m", agency="agency-one", scopes=frozenset(Scope), person=False)
        assert (await small.actor(who)).scopes == frozenset()
        assert await grant_new(small) == ["agency-one"]
        assert Scope.CASE_REPORT in (await small.actor(who)).scopes
        assert await grant_new(small) == []

    async def test_a_substitute_gets_what_the_lead_does_in_cases(self, small: Store) -> None:
        """At once where it has no grants; else the rest is proposed, once, and waits for another agency."""
        await enter(small, [row_of("agency-two", RegisterAgency, TWO)])
        lead = LeadPart.SUBSTITUTE.value
        await enter(small, [row_of("lead-two", AssignLead, {"agency": "agency-two", "part": lead, **SINCE})])
        assert await grant_new(small) == ["agency-one", "agency-two"]
        granted = (await small.registry.current()).granted["agency-two"]
        assert granted >= IN_THE_LEADS_PLACE
        assert Scope.ADMIN_CONFIG not in granted
        assert await propose_for_leads(small) == []
        await enter(small, [row_of("agency-three", RegisterAgency, TWO)])
        assert await grant_new(small) == ["agency-three"]
        await enter(small, [row_of("lead-three", AssignLead, {"agency": "agency-three", "part": lead, **SINCE})])
        assert [await propose_for_leads(small), await propose_for_leads(small)] == [["agency-three"], []]
        rows = [row for row in (await small.registry.current()).grants.values() if row.agency == "agency-three"]
        assert {row.state for row in rows} == {GrantState.ACTIVE, GrantState.PROPOSED}
        assert Scope.CASE_CLOSE not in (await small.registry.current()).granted["agency-three"]

    async def test_a_new_lead_agency_is_proposed_what_it_lacks(self, small: Store) -> None:
        await enter(small, [row_of("agency-two", RegisterAgency, TWO)])
        assert await grant_new(small) == ["agency-one", "agency-two"]
        assert await propose_for_leads(small) == [], "the first lead agency was granted all at once"
        since = {**SINCE, "since": TODAY}
        await enter(small, [row_of("lead-two", AssignLead, {"agency": "agency-two", **since})])
        found = {finding.code for finding in leading(await small.registry.current(), TODAY)}
        assert {"lead-lacks-grants", "lead-without-officers"} <= found
        assert [await propose_for_leads(small), await propose_for_leads(small)] == [["agency-two"], []]
        (asked,) = [r for r in (await small.registry.current()).grants.values() if r.state is GrantState.PROPOSED]
        assert {Scope.CASE_INTAKE, Scope.ADMIN_CONFIG} <= set(asked.scopes)


class TestUnconfirmed:
    """Rows that nobody confirmed are there and count for nothing."""

    async def test_nobody_leads_the_province_since_march_2025(self, empty_store: Store) -> None:
        leads = [
            row
            for row in read(PROVINCE)
            if row.stream.startswith(("lead-", "agency-so-tt", "agency-so-kh", "agency-so-vh"))
        ]
        for row in (lead for lead in leads if type(lead.command).__name__ in ("RegisterAgency", "AssignLead")):
            await enter(empty_store, [row])
        registry = await empty_store.registry.current()
        days = (date(2021, 7, 3), date(2021, 7, 4), date(2025, 2, 28), date(2025, 3, 1), TODAY)
        assert [registry.lead_on(day) for day in days] == [None, "agency-so-tt-tt", "agency-so-tt-tt", None, None]

    async def test_a_confirmation_is_one_more_row(self, empty_store: Store, tmp_path: Path) -> None:
        waiting = ('kind = "DEPARTMENT"', 'kind = "DEPARTMENT"\ncertainty = "UNCONFIRMED"')
        sure = ("name = [{", 'confirmation = [{ source = "QĐ 1" }]\nname = [{')
        await enter(empty_store, rows(tmp_path, waiting))
        assert (await empty_store.registry.current()).role_on("agency-one", TODAY) is None
        assert await enter(empty_store, rows(tmp_path, waiting, sure)) == 1
        assert (await empty_store.registry.current()).role_on("agency-one", TODAY) == "LEAD"


class TestSamples:
    async def test_a_step_cut_off_in_a_case_is_taken_up_where_it_was(self, empty_store: Store) -> None:
        for given in (read(PROVINCE), read(SAMPLE), tuple(officers())):
            await enter(empty_store, given)
        await grant_new(empty_store)
        steps = stories()
        assert await carry_out(empty_store, steps[:9]) == 9
        assert await carry_out(empty_store, steps[:18]) == 9
        assert await faults(empty_store.connection) == []
