"""Texts that an officer reads before signing: those of the signed version, and those of the command's values."""

import json
import subprocess
from importlib.resources import files
from typing import Any
from uuid import uuid4

import pytest

from api.pages.sign.seen import PATHS, found, ids_in, lines_of, seen
from api.pages.sign.words import script
from domain.administration.officers import ConfirmOfficer, NominateOfficer
from domain.administration.signing import signable
from domain.book import BY_NAME
from domain.kernel.fields import normalised
from domain.kernel.vocabulary import Post
from store.authority.signed_acts import challenge_of
from store.record.canonical import JSON
from store.store import Store
from tests.domain.worlds import worlds
from tests.support.clock import TestClock
from tests.support.signing import PPC, has_key, key_of, needed, required, signature
from tests.support.verifiers import NODE, REPOSITORY
from tests.support.world import SINCE, caller, officer

SEEN = REPOSITORY / "api" / "pages" / "sign" / "seen.js"
RUN = """
const fs = require("fs"), vm = require("vm");
const [words, source] = fs.readFileSync(0, "utf8").split("\\u0000");
vm.runInThisContext(words + fs.readFileSync(process.argv[1], "utf8"));
const value = (of, given) => String((of.words && own(WORDS.values[of.words], given)) || given);
(async () => {
  for (const row of JSON.parse(source)) {
    const action = WORDS.actions[row.command.action];
    try {
      const version = row.seen ? await opened(row.seen, row.command) : { state: row.state, clear: {}, before: null };
      const said = lines(action, row.command, version, value, "gone");
      console.log(JSON.stringify({ lines: said, before: version.before }));
    } catch (error) {
      console.log(JSON.stringify(error.message));
    }
  }
})();
"""
WITHOUT_A_VERSION = {name for name in signable() if BY_NAME[name].creates}
CALLED = frozenset({"Mã theo dõi", "Tên", "Tiêu đề", "Số", "Vụ việc"})
"""Labels of what an object is called."""


def in_node(rows: list[dict[str, Any]]) -> list[Any]:
    """What the page's script says of commands, each with a version."""
    sent = script("vi") + "\0" + json.dumps(rows)
    done = subprocess.run([str(NODE), "-e", RUN, str(SEEN)], input=sent, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_each_act_on_something_has_words_of_it() -> None:
    assert set(PATHS) == signable() - WITHOUT_A_VERSION
    for name in PATHS:
        assert lines_of(name), "a path that leads nowhere, or a member without a label, raises"


@pytest.mark.skipif(NODE is None, reason="needs Node.js")
def test_whoever_signs_reads_more_than_what_the_object_is_called() -> None:
    """In each world in which an act is done, by the script itself; what it finds is what the server found."""
    rows: list[dict[str, Any]] = []
    for name in sorted(PATHS):
        for world in worlds(BY_NAME[name].command):
            fields = JSON.unstructure(normalised(world.command))
            rows.append({"command": {"action": name, "fields": fields}, "state": JSON.unstructure(world.state)})
    thin = set()
    for row, said in zip(rows, in_node(rows), strict=True):
        name, fields = row["command"]["action"], row["command"]["fields"]
        there = {names["vi"] for path, names, _ in lines_of(name) if any(found(row["state"], path, fields))}
        labels = {label for label, _ in said["lines"]}
        assert labels >= there, name
        if len({*fields, *labels - CALLED}) < 2:
            thin.add(name)
    assert thin == set()
    assert {row["command"]["action"] for row in rows} == set(PATHS)


NOMINATING = NominateOfficer(subject="Nguyễn Văn Tám", posts=(Post.SIGNATORY,), since=SINCE, appointment="7/QĐ-UBND")


async def confirming(store: Store, clock: TestClock) -> tuple[dict[str, Any], dict[str, Any]]:
    """An officer was nominated by a signature; what the second person is asked to sign, and sees."""
    admin, second = caller(PPC, Post.ADMIN), caller(PPC, Post.SIGNATORY)
    for post in (Post.ADMIN, Post.SIGNATORY):
        await has_key(store, PPC, post)
    await required(store, clock)
    id = uuid4()
    problem = await needed(store, admin, NOMINATING, id)
    made = signature(key_of(officer(PPC, Post.ADMIN)), problem)
    row = (await store.execute(admin, NOMINATING, command_id=id, signature=made)).stream
    asked = await needed(store, second, ConfirmOfficer(), uuid4(), target=row, expected=1)
    command = json.loads(asked.command)
    return {"command": command, "seen": await seen(store.connection, command)}, {
        "challenge": challenge_of(problem.command.encode()).hex(),
        "officer": officer(PPC, Post.ADMIN),
    }


@pytest.mark.skipif(NODE is None, reason="needs Node.js")
async def test_the_second_person_reads_and_signs_what_the_first_signed(store: Store, clock: TestClock) -> None:
    """The approval names the proposal's leaf, which commits to its words and to the challenge that the first signed."""
    row, first = await confirming(store, clock)
    [said] = in_node([row])
    lines = dict(said["lines"])
    assert (lines["Tài khoản"], lines["Văn bản cử"], lines["Cơ quan"]) == ("Nguyễn Văn Tám", "7/QĐ-UBND", PPC)
    assert lines["Người đề cử"] == first["officer"]
    assert said["before"]["signed"]["command"] == first["challenge"]
    assert said["before"]["actor"]["subject"] == first["officer"]
    assert first["officer"] in ids_in(row["seen"], row["command"])


@pytest.mark.skipif(NODE is None, reason="needs Node.js")
async def test_a_page_that_shows_something_else_is_found_out_by_its_own_script(store: Store, clock: TestClock) -> None:
    """The first person's page lied, or this one's data do: other words do not open the leaf that is signed."""
    row, _ = await confirming(store, clock)
    honest = row["seen"]
    [version] = honest["versions"]
    [name] = [name for name, (_, text) in honest["texts"].items() if text == "Nguyễn Văn Tám"]
    salt = honest["texts"][name][0]
    lies: tuple[dict[str, Any], ...] = (
        {"state": honest["state"].replace('"SIGNATORY"', '"ADMIN"')},
        {"texts": {name: [salt, "Nguyễn Văn Chín"]}},
        {"versions": [{**version, "body": version["body"].replace("SIGNATORY", "ADMIN")}]},
        {"versions": [{**version, "envelope": version["envelope"].replace('"n":1', '"n":2')}]},
        {"versions": []},
    )
    rows = [{**row, "seen": {**honest, **lie}} for lie in lies]
    rows.append({**row, "command": {**row["command"], "target": "officer-other"}})
    assert in_node(rows) == ["differs"] * len(rows)


STAGE = """
const page = { dataset: { texts: "{}", names: '{"agency-x": "Sở א 12"}', now: new Date().toISOString() },
  elements: { command: { value: "" } } };
const document = { getElementById: () => page, querySelectorAll: () => [] };
const WORDS = { language: "vi", values: { Post: { ADMIN: "Quản trị" } }, actions: {} };
"""
SAY = (
    'console.log(JSON.stringify(JSON.parse(process.argv[1]).map((given) => String(value({ words: "Post" }, given)))));'
)


@pytest.mark.skipif(NODE is None, reason="no Node")
def test_a_value_is_shown_as_it_is_unless_the_register_has_words_for_it() -> None:
    shown = {
        "ADMIN": "Quản trị",
        "constructor": "constructor",
        "__proto__": "__proto__",
        "2026-12-01": "01/12/2026",
        "2026-13-40Tđóng cửa": "2026-13-40Tđóng cửa",
        "agency-x": "\u2068Sở א 12\u2069 (agency-x)",
    }
    sources = [files("api.pages.sign").joinpath(name).read_text(encoding="utf-8") for name in ("seen.js", "sign.js")]
    script = STAGE + "".join(sources).replace('"use strict";', "")
    command = [str(NODE), "-e", script + SAY, json.dumps(list(shown))]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert json.loads(done.stdout) == list(shown.values()), done.stderr
