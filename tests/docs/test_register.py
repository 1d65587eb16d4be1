"""The public register as an outsider verifies it: from files of `/register/` and the program beside the verifier."""

import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette

from api.log.public_register import ROUTES
from api.pages.register.routes import register_routes
from api.pages.verify.routes import VERIFY_ROUTES
from api.web.templates import look_routes
from domain.complaint.state import RedressOutcome
from store.log.sealing.indexer import Indexer, Showing
from store.log.witnessing.lengths import Length, Shown, request_of
from store.record.canonical import canonical
from store.store import Store
from store.tlog.note import join, split
from store.tlog.policy import Policy, parse_policy
from store.tlog.stream_index import StreamIndex, index_text, levels
from tests.docs.pages import ROOT
from tests.sealer.processes import running
from tests.sealer.site import Site
from tests.support.browser import PICTURES, looking
from tests.support.complaints import appoint_others, complaint, decided, ruled
from tests.support.installation import free_port
from tests.support.patience import until
from tests.support.verifiers import FOLDER, NODE, SCRIPT, SECONDS
from tests.support.world import LEAD
from workers.figures import publish_figures
from workers.witness import Witness, init, trust

program: Any = import_module("casebook_pack.register")
LINES, END = f"/register/{LEAD}/2026/1", f"/register/{LEAD}/2026/end"
TABLES, TABLES_END = "/register/figures/2026/1", "/register/figures/2026/end"
LIST, LIST_END = "/register/agencies", "/register/agencies/end"
Files = dict[str, str]


async def downloaded(store: Store) -> Files:
    app = Starlette(routes=ROUTES)
    app.state.store = store
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="https://casebook.example") as client:
        return {path: (await client.get(path)).text for path in (LINES, END, LIST, LIST_END, TABLES, TABLES_END)}


class Outside:
    """Somebody who has the log's key and nothing else."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.site = store, Site(store.connection, folder, store.connection.clock).begin()
        self.today = "2026-07-02"

    async def request(self, known: Mapping[str, int]) -> tuple[bytes, list[Shown]]:
        """The newest index, and what a witness is shown that knows so much."""
        size, ends = self.site.home.state.all_ends()
        made = StreamIndex.of(ends)
        text = index_text(self.site.home.origin, size, made.root())
        lines = {stream: Length(n, leaf) for stream, n, leaf in ends if stream.startswith("statement-")}
        shown = await Showing(self.site.storage, made, levels(made.tops()), lines).since(known)
        return join(text, [self.site.home.signer.sign(text)]), shown

    async def files(self, policy: Policy | None = None) -> Files:
        """The files as the register serves them once everything is sealed, indexed and perhaps cosigned."""
        self.store.connection.clock.now += timedelta(minutes=1)  # type: ignore[attr-defined]
        await self.site.sealed(policy=policy)
        self.indexer = Indexer(self.site.storage, self.site.home, self.site.clock, policy)
        await self.indexer.index()
        self.store.public_register = type(self.store.public_register)(self.store.connection)
        return await downloaded(self.store)

    def report(
        self,
        files: Files,
        lines: str = LINES,
        end: str = END,
        kept: str | None = None,
        witness: str | None = None,
        tables: Sequence[str] = (),
    ) -> Any:
        key = program.read_key(self.site.verifier.vkey(), 1)
        witnesses = program.read_key(witness, 4) if witness else {}
        check = program.Register([files[lines]], files[end], key, witnesses, len(witnesses))
        if kept is not None:
            check.compare(kept, "kept")
        for text in tables:
            check.recount(text, "tables")
        return check.report(self.today)


def by_script(files: Files, kept: list[str], **given: Any) -> Any:
    """The report of the verifier in JavaScript, run in Node."""
    run = """
    const fs = require("fs"), vm = require("vm");
    for (const file of process.argv.slice(1)) vm.runInThisContext(fs.readFileSync(file, "utf8"));
    const [lines, end, given] = JSON.parse(fs.readFileSync(0, "utf8"));
    casebookRegister([lines], end, given).then((report) => console.log(JSON.stringify(report)));
    """
    asked = json.dumps([files[LINES], files[END], given | {"kept": kept}])
    command = [NODE or "node", "-e", run, str(SCRIPT), str(FOLDER / "casebook_register.js")]
    done = subprocess.run(command, input=asked, capture_output=True, text=True, timeout=SECONDS, check=True)
    return json.loads(done.stdout)


async def upheld(store: Store) -> None:
    await ruled(store, await complaint(store, await decided(store)), RedressOutcome.UPHELD)


@pytest.fixture
async def outside(store: Store, tmp_path: Path) -> Outside:
    await appoint_others(store)
    await upheld(store)
    return Outside(store, tmp_path / "sealer")


def missing(files: Files) -> None:
    rows = files[LINES].splitlines(keepends=True)
    files[LINES] = "".join(rows[:1] + rows[2:])


def twice(files: Files) -> None:
    rows = files[LINES].splitlines(keepends=True)
    files[LINES] = "".join([*rows[:2], *rows[1:]])


def changed(files: Files) -> None:
    """A line says another outcome."""
    files[LINES] = files[LINES].replace("UPHELD", "PARTLY")


def cut_off(files: Files) -> None:
    """The last line is not there, and the end says so."""
    files[LINES] = "".join(files[LINES].splitlines(keepends=True)[:-1])
    end = json.loads(files[END])
    files[END] = canonical(end | {"n": end["n"] - 1}).decode()


def of_another(files: Files) -> None:
    files[END] = files[LIST_END]


FOUND: list[tuple[Callable[[Files], None], str]] = [
    (missing, "number"),
    (twice, "number"),
    (changed, "line-differs"),
    (cut_off, "index-differs"),
    (of_another, "stream"),
]


def by_both(outside: "Outside", files: Files, kept: str, lines: str = LINES, end: str = END, *tables: str) -> Any:
    """The report of the Python program; that of the script says the same."""
    report = outside.report(files, lines, end, kept, tables=tables)
    if NODE:
        files = files | {LINES: files[lines], END: files[end]}
        said = by_script(files, [kept], recount=tables, key=outside.site.verifier.vkey(), today=outside.today)
        kinds = {(row["class"], row["code"]) for row in report["findings"]}
        assert {(row["class"], row["code"]) for row in said["findings"]} == kinds
        assert (said["exit"], said["lines"], said["end"]) == (report["exit"], report["lines"], report["end"])
    return report


MISCOUNTED = [
    (('"RULING":1', '"RULING":2'), LINES, "count-differs"),
    (('"until":4', '"until":5'), LINES, "missing"),
    ((f"statement-{LEAD}-2026", "statement-agency-x-2026"), LIST, "not-counted"),
    (('"on":"2026-07-02"', '"on":7'), LIST, "table"),
]
"""What a table says otherwise, the file that shows it, and what is found."""


class TestRegister:
    async def test_says_that_none_is_missing_and_where_it_ends(self, outside: Outside) -> None:
        files = await outside.files()
        report = outside.report(files)
        assert (report["exit"], report["findings"], report["lines"], report["end"]) == (0, [], 4, 4)
        assert next(program.words(report)).startswith(f"statement-{LEAD}-2026: 1 to 4, none missing, this is the end")
        listed = outside.report(files, LIST, LIST_END)
        assert (listed["exit"], listed["streams"]) == (0, [f"statement-{LEAD}-2026"])

    async def test_finds_what_somebody_serves_otherwise(self, outside: Outside) -> None:
        files, silent = await outside.files(), []
        for tamper, code in FOUND:
            served = dict(files)
            tamper(served)
            found = {finding["code"] for finding in by_both(outside, served, files[LINES])["findings"]}
            silent += [] if code in found else [(tamper.__name__, found)]
        assert silent == []

    async def test_says_that_no_index_has_a_stream_that_just_began(self, outside: Outside) -> None:
        files = await downloaded(outside.store)
        report = by_both(outside, files, files[LINES])
        assert (report["exit"], report["findings"], report["lines"], report["end"]) == (4, [], 4, None)
        assert "no signed index has the stream yet" in " ".join(program.words(report))
        outside.today = "2026-07-04"
        assert [row["code"] for row in by_both(outside, files, files[LINES])["findings"]] == ["no-index"]

    async def test_finds_an_older_list_and_a_hidden_stream_by_what_was_kept(self, outside: Outside) -> None:
        before = await outside.files()
        await upheld(outside.store)
        after = await outside.files()
        assert outside.report(after, kept=before[LINES])["findings"] == []
        for kept in (after[LINES], after[END]):
            assert [row["code"] for row in outside.report(before, kept=kept)["findings"]] == ["shorter"]
        fewer = "".join(before[LIST].splitlines(keepends=True)[:-1])
        hidden = outside.report(before | {LIST: fewer}, LIST, LIST_END, kept=before[LIST])
        assert {"missing", "shorter"} == {row["code"] for row in hidden["findings"]}


class TestTables:
    """Tables of the public register, counted again from the lines."""

    @pytest.fixture
    async def files(self, outside: Outside) -> Files:
        outside.store.connection.clock.now += timedelta(days=1)  # type: ignore[attr-defined]
        await publish_figures(outside.store)
        return await outside.files()

    async def test_are_what_the_lines_say(self, outside: Outside, files: Files) -> None:
        report = outside.report(files, TABLES, TABLES_END)
        assert (report["exit"], report["findings"], report["lines"]) == (0, [], 1)
        for lines, end in ((LINES, END), (LIST, LIST_END)):
            assert by_both(outside, files, files[lines], lines, end, files[TABLES])["findings"] == []

    async def test_that_say_something_else_are_found(self, outside: Outside, files: Files) -> None:
        for change, where, code in MISCOUNTED:
            row = json.loads(files[TABLES])
            assert change[0] in row["line"]
            row["line"] = row["line"].replace(*change)
            row["envelope"] = json.loads(row["envelope"]) | {"shown": sha256(row["line"].encode()).hexdigest()}
            tables = canonical(row | {"envelope": canonical(row["envelope"]).decode()}).decode() + "\n"
            end = END if where == LINES else LIST_END
            report = by_both(outside, files, files[where], where, end, tables)
            assert [found["code"] for found in report["findings"]] == [code], change
            assert outside.report(files | {TABLES: tables}, TABLES, TABLES_END)["exit"] != 0, change


class TestWitness:
    """Somebody who cosigns the index only if no stream of the register is shorter, gone or another."""

    @pytest.fixture
    def witness(self, outside: Outside, tmp_path: Path) -> Witness:
        init(tmp_path / "witness", "witness.test/w")
        trust(tmp_path / "witness", outside.site.verifier.vkey())
        return Witness(tmp_path / "witness")

    async def test_cosigns_what_goes_on_and_says_when(self, outside: Outside, witness: Witness) -> None:
        files = await outside.files()
        note, shown = await outside.request({})
        first = witness.add_index(request_of(note, shown))
        assert first.status == 200
        cosigned = join(split(note)[0], [note[len(split(note)[0].encode()) + 1 :], first.body]).decode()
        end = canonical(json.loads(files[END]) | {"index": cosigned}).decode()
        report = outside.report(files | {END: end}, witness=witness.cosigner.vkey())
        assert [row["place"] for row in report["findings"]] == ["checkpoint"]  # nobody cosigned that
        assert report["as_of"] is not None
        known = {row.stream: row.end.n for row in shown}
        await upheld(outside.store)
        await outside.files()
        again = await outside.request({})
        assert json.loads(witness.add_index(request_of(*again)).body) == known
        assert witness.add_index(request_of(*await outside.request(known))).status == 200

    async def test_over_http_it_cosigns_and_refuses_a_log_that_was_put_back(
        self, outside: Outside, witness: Witness, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        key = witness.cosigner.vkey()
        with running(tmp_path / "witness") as url:
            policy = parse_policy(f"witness one {key} {url}\nquorum one\n".encode())
            before = await outside.files(policy)
            older = outside.site.home.state.all_ends()
            report = outside.report(before, witness=key)
            assert (report["exit"], report["findings"], report["as_of"] is not None) == (0, [], True)
            await upheld(outside.store)
            assert outside.report(await outside.files(policy), kept=before[LINES], witness=key)["exit"] == 0
            await outside.site.storage.stream_indexes.delete_many({})
            monkeypatch.setattr(type(outside.site.home.state), "all_ends", lambda _: older)
            assert await outside.indexer.index() == older[0]
            assert outside.indexer.witnesses.states["one"].startswith("status 400")  # it shows less than is known
            uncosigned = outside.report(await downloaded(outside.store), witness=key)
            assert ("signature", "uncosigned") in {(row["class"], row["code"]) for row in uncosigned["findings"]}

    async def test_refuses_what_is_shorter_hidden_or_another(self, outside: Outside, witness: Witness) -> None:
        await outside.files()
        before = await outside.request({})
        await upheld(outside.store)
        await outside.files()
        note, shown = await outside.request({})
        assert witness.add_index(request_of(note, shown)).status == 200
        known = {row.stream: row.end.n for row in shown}
        assert witness.add_index(request_of(*before)).status == 409
        shorter = [replace(row, since=known[row.stream]) for row in before[1]]
        assert witness.add_index(request_of(before[0], shorter)).status == 400
        note, shown = await outside.request(known)
        assert b"not shown" in witness.add_index(request_of(note, shown[1:])).body
        other = [replace(row, end=Length(row.end.n, b"\x00" * 32)) for row in shown]
        assert witness.add_index(request_of(note, other)).status == 422


@asynccontextmanager
async def serving(outside: Outside) -> AsyncIterator[str]:
    """The public pages of a register, for programs; their address."""
    routes = [*ROUTES, *register_routes("http://localhost"), *VERIFY_ROUTES, *look_routes()]
    app = Starlette(routes=routes)
    app.state.store, app.state.log_key = outside.store, outside.site.verifier.vkey()
    server = uvicorn.Server(uvicorn.Config(app, port=(port := free_port()), log_level="error", lifespan="off"))
    running = asyncio.create_task(server.serve())
    await asyncio.to_thread(until, lambda: server.started, "it serves")
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await running


async def by_the_page(outside: Outside, folder: Path, year: int) -> subprocess.CompletedProcess[str]:
    """Run every command for researchers, of the page, for a year; the files are in the folder."""
    text = (ROOT / "docs" / "public-register.md").read_text(encoding="utf-8")
    script = "\n".join(re.findall(r"```sh\n(.*?)```", text, re.DOTALL)).replace("2026", str(year))
    async with serving(outside) as url:
        path = (
            f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # its python3 has what a reader installs
        )
        env = {**os.environ, "PATH": path, "API": url, "KEY": outside.site.verifier.vkey()}
        run = partial(subprocess.run, cwd=folder, env=env, capture_output=True, text=True, timeout=SECONDS)
        return await asyncio.to_thread(run, ["bash", "-euc", script])


@pytest.mark.slow
async def test_the_page_verifies_every_series_in_the_browser(outside: Outside) -> None:
    outside.store.connection.clock.now += timedelta(days=1)  # type: ignore[attr-defined]
    await publish_figures(outside.store)
    await outside.files()
    folder = os.environ.get(PICTURES, ".")
    async with serving(outside) as url:
        policy = (await asyncio.to_thread(httpx.get, f"{url}/register/check")).headers["Content-Security-Policy"]
        assert {"script-src 'self'", "connect-src 'self'"} <= set(policy.split("; "))
        there = f"{url}/register/check?lang=en&stream=statement-{LEAD}-2026"
        keys = [*("Tab:#stream", "Home", "Tab:#key", f"={outside.site.verifier.vkey()}", "Tab:button")]
        looks = [
            {"url": there, "until": f"statement-{LEAD}-2026: 1 to 4, none missing, this is the end", "width": width}
            | {"picture": f"{folder}/register-check-{width}.png"}
            for width in (1280, 390)
        ]
        looks += [
            {"url": f"{url}/register/?lang=vi&time=2026", "width": width, "picture": f"{folder}/register-{width}.png"}
            for width in (1280, 390)
        ]
        every = {
            "url": there,
            "until": "this is the end",
            "keys": [*keys, "Enter:statement-figures-2026: 1 to 1, none missing"],
        }
        with looking() as looker:
            found = await asyncio.to_thread(looker.flawless, [*looks, {"width": 1280} | every])
    wide, *_, all_of_them = found
    assert {seen["status"] for seen in found} == {200}
    assert ("No key was given" in wide["words"], "No key was given" in all_of_them["words"]) == (True, False)


async def test_every_command_for_researchers_runs_as_it_is_written(outside: Outside, tmp_path: Path) -> None:
    await outside.files()
    done = await by_the_page(outside, tmp_path, 2026)
    assert (done.returncode, done.stderr) == (0, "")
    assert {f"1 {LEAD} {kind}" for kind in ("DECISION", "RULING", "REOPENED")} <= set(done.stdout.splitlines())
    assert done.stdout.count("none missing, this is the end") == 2
