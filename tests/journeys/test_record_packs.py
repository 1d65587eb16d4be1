"""A record pack from the register to a stranger: fetched, resumed, checked by a program and in a browser without it."""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from domain.kernel.policy import Scope
from domain.kernel.vocabulary import Post
from store.pack.program import verifier
from tests.api.test_receipts import MUTATION, REPORT
from tests.journeys.test_documents import compiled, fetch, request
from tests.support import web
from tests.support.chromium import chromium
from tests.support.forked import forked_python
from tests.support.installation import running_worker
from tests.support.newsroom import Newsroom
from tests.support.patience import PATIENCE, until
from tests.support.play import Play, a_ground
from tests.support.public import Person, code_in
from tests.support.site import Site, sealed_site
from tests.support.template import Template
from tests.support.verifiers import checked, run_alone
from tests.support.world import caller

pytestmark = pytest.mark.slow
PURPOSE = {"Casebook-Purpose": "INSPECTION"}


@dataclass
class Sealed:
    """A register whose record is sealed, with a case and the code of a report of the public."""

    site: Site
    folder: Path
    case: str
    code: str
    pins: dict[str, str]

    @property
    def inspector(self) -> str:
        """A token for everything that is audited."""
        return self.site.issuer.officer("agency-inspection", Post.INSPECTOR)

    def get(self, path: str, token: str | None = None, **headers: str) -> httpx.Response:
        sent = {**headers, **({"Authorization": f"Bearer {token}"} if token else {})}
        return web.get(self.site.api.url + path, headers=sent)

    def pack(self, **headers: str) -> httpx.Response:
        """The case's pack, as the inspector is given it."""
        return self.get(f"/cases/{self.case}/record", self.inspector, **PURPOSE, **headers)

    def expect_closed(self, path: str, *strange: str) -> None:
        """Whoever may read histories gets a pack, for a purpose; and none of what there is not."""
        without = self.site.issuer.token(caller("agency-inspection", without={Scope.AUDIT_READ, Scope.AUDIT_READ_ALL}))
        assert self.get(path, **PURPOSE).status_code == 401
        assert self.get(path, self.inspector).status_code == 403
        assert self.get(path, without, **PURPOSE).status_code == 403
        for other in strange:
            assert self.get(other, self.inspector, **PURPOSE).status_code == 404


@pytest.fixture(scope="module")
def sealed(provisioned: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sealed]:
    folder = tmp_path_factory.mktemp("packed")
    more = {"CASEBOOK_LOG_KEY_FILE": str(folder / "sealer" / "vkey")}
    with sealed_site(folder, provisioned, worker=False, more=more) as site:
        fields = {"commandId": str(uuid4()), **REPORT}
        made = site.api.ask(site.issuer.officer("agency-land"), MUTATION, input=fields)["reportCase"]
        person = Person(site.api.url)
        claim = {
            "claim": "Trạm bơm xã đóng cửa.",
            "free_of_secrets": "yes",
            "medium": "WEBSITE",
            "url": "https://tin.example/bom",
        }
        code = code_in(person.send("content", **claim))
        here = Sealed(site, folder, made["case"]["id"], code, {})
        here.pins |= {"key": here.get("/log/key").text.strip(), "promiseKey": here.get("/log/promise-key").text.strip()}
        until(lambda: b'"kind":"index"' in here.pack().content, "the case is sealed and in the index")
        yield here


def test_a_pack_is_checked_by_a_program_that_knows_nothing_of_us(sealed: Sealed, tmp_path: Path) -> None:
    answer = sealed.pack()
    assert answer.headers["content-type"] == "application/jsonl"
    assert answer.headers["content-disposition"].startswith('attachment; filename="case-')
    (tmp_path / "pack.jsonl").write_bytes(answer.content)
    keys = ["--key", sealed.pins["key"], "--promise-key", sealed.pins["promiseKey"], "--stream", sealed.case]
    less = run_alone(tmp_path, "pack.jsonl", *keys)
    assert (less.returncode, "name the file of the processes' keys" in less.stdout) == (4, True)
    done = run_alone(tmp_path, "pack.jsonl", *keys, "--need", "index,nothing-withheld", "--at-least", "1")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{sealed.case}: All that could be checked holds." in done.stdout


def test_the_reading_is_recorded_with_its_purpose(sealed: Sealed) -> None:
    query = (
        "query($id: ID!) { accessLog(first: 50, filter: {case: $id}) { edges { node { readings { kind purpose } } } } }"
    )

    def readings() -> int:
        found = sealed.site.api.ask(sealed.inspector, query, PURPOSE, id=sealed.case)["accessLog"]["edges"]
        reads = [read for edge in found for read in edge["node"]["readings"]]
        return reads.count({"kind": "HISTORY", "purpose": "INSPECTION"})

    before = readings()
    sealed.pack()
    assert readings() == before + 1


def test_a_download_that_was_cut_off_goes_on(sealed: Sealed) -> None:
    whole = sealed.pack()
    tag, data = whole.headers["etag"], whole.content
    assert sealed.get(whole.headers["content-location"], sealed.inspector, **PURPOSE).content == data
    rest = sealed.pack(**{"Range": "bytes=100-", "If-Range": tag})
    assert (rest.status_code, rest.content) == (206, data[100:])
    assert rest.headers["content-range"] == f"bytes 100-{len(data) - 1}/{len(data)}"
    some = sealed.pack(**{"Range": "bytes=-10", "If-Range": tag})
    assert (some.status_code, some.content) == (206, data[-10:])
    assert sealed.pack(**{"Range": "bytes=0-9", "If-Range": '"other"'}).status_code == 200
    assert sealed.pack(**{"Range": "bytes=0-9"}).status_code == 200  # of which pack it would be a part is not said
    beyond = sealed.pack(**{"Range": f"bytes={len(data)}-", "If-Range": tag})
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{len(data)}")
    assert sealed.pack(**{"Range": "bytes=5-2", "If-Range": tag}).status_code == 200


def test_who_may_read_no_histories_gets_no_part_and_an_agency_only_its_own_people(sealed: Sealed) -> None:
    issuer, place = sealed.site.issuer, "/agencies/agency-land/record"
    strange = (sealed.case, "agency-unknown", "officer-lead-handler", "x" * 90)
    sealed.expect_closed(place, *(f"/agencies/{id}/record" for id in strange))
    assert sealed.get(f"{place}?size=999999999", sealed.inspector, **PURPOSE).status_code == 409
    for agency, own in (("agency-land", True), ("agency-health", False)):
        made = sealed.get(place, issuer.officer(agency, Post.AUDITOR), **PURPOSE).text
        assert ('"stream":"officer-' in made) is own


def test_who_may_not_read_the_history_gets_no_pack(sealed: Sealed) -> None:
    path, strange = f"/cases/{sealed.case}/record", ("case-unknown", "officer-lead-handler", "x" * 90)
    sealed.expect_closed(path, *(f"/cases/{id}/record" for id in strange))
    for size in ("0", "01", "999999999", "x"):
        assert sealed.get(f"{path}?size={size}", sealed.inspector, **PURPOSE).status_code == 409
    assert sealed.get("/press/publication-unknown/record").status_code == 404


def test_who_reported_something_proves_it_by_the_code(sealed: Sealed) -> None:
    person = Person(sealed.site.api.url)
    assert "/report/record" in person.post("matter", code=sealed.code).text

    def sealed_pack() -> httpx.Response:
        return person.post("record", code=sealed.code)

    until(lambda: sealed_pack().status_code == 200, "the report is sealed")
    made = sealed_pack()
    begun = {"Range": "bytes=50-", "If-Range": made.headers["etag"]}
    rest = web.post(f"{sealed.site.api.url}/report/record", data={"code": sealed.code}, headers=begun)
    assert (rest.status_code, made.content[:50] + rest.content) == (206, made.content)
    report = checked(made.content, {**sealed.pins, "needs": ["nothing-withheld"]})
    assert (report["exit"], report["proved"]["filled"]) == (0, {"count": 1, "of": 1})
    assert "after" in report["notProved"]
    (version,) = [row for row in map(json.loads, made.content.splitlines()) if row["kind"] == "version"]
    assert "Trạm bơm xã đóng cửa." in [text["value"] for text in version["texts"]]
    assert person.post("record", code="0000-0000").status_code == 404


def test_the_log_is_mirrored_by_whoever_may_read_its_entries(sealed: Sealed, tmp_path: Path) -> None:
    until(lambda: sealed.get("/log/streams").status_code == 200, "the ends of streams are signed")
    (tmp_path / "token").write_text(sealed.inspector)
    arguments = ["--url", sealed.site.api.url, "--key", sealed.pins["key"], "--to", str(tmp_path / "mirror")]
    command = [str(forked_python()), "-m", "scripts.cli", "mirror", *arguments]
    for more in ([], ["--token-file", str(tmp_path / "token")]):
        done = subprocess.run([*command, *more], capture_output=True, text=True, timeout=120, check=False)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout
        assert " entries, " in done.stdout
    assert "the index of" in done.stdout
    command[command.index(sealed.pins["key"])] = sealed.pins["promiseKey"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout[:6]) == (1, "fault:")


def result_of(browser: Chrome, name: Path, **typed: str) -> str:
    """What the page says of a file."""
    for field, text in typed.items():
        box = browser.find_element(By.ID, field.replace("_", "-"))
        box.clear()
        box.send_keys(text)
    browser.find_element(By.ID, "pack").send_keys(str(name))
    browser.find_element(By.CSS_SELECTOR, "button[type=submit]").click()
    shown = browser.find_element(By.ID, "result")
    WebDriverWait(browser, PATIENCE).until(lambda _: shown.get_attribute("class"))
    assert name.name in shown.text
    return shown.text


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_checks_a_pack_with_the_server_gone(sealed: Sealed, tmp_path: Path, language: str) -> None:
    good, bad = tmp_path / "pack.jsonl", tmp_path / "changed.jsonl"
    data = sealed.pack().content
    good.write_bytes(data)
    bad.write_bytes(data.replace(REPORT["claim"].encode(), "Tin đồn khác.".encode()))
    assert good.read_bytes() != bad.read_bytes()
    with chromium(tmp_path / "profile", scripts=True) as browser:
        browser.get(f"{sealed.site.api.url}/log/verify?lang={language}")
        sealed.site.api.kill()
        try:
            words = {
                "vi": ("ít hơn điều bạn cần", "KHÔNG ĐÚNG", "Mọi điều kiểm tra được đều đúng."),
                "en": ("less than you need", "DOES NOT HOLD", "All that could be checked holds."),
            }
            less, whole = words[language][0], words[language][2]
            assert whole not in (said := result_of(browser, good, key=sealed.pins["key"]))
            assert less in said
            assert browser.find_element(By.ID, "result").get_attribute("class") == "less"
            browser.save_screenshot(str(sealed.folder / f"less-{language}.png"))
            for need in ("authors", "authority"):  # programs of an issuer elsewhere have no row in the registry
                browser.find_element(By.CSS_SELECTOR, f"[value={need}]").click()
            assert whole in result_of(browser, good)
            assert browser.find_element(By.ID, "result").get_attribute("class") == "good"
            browser.save_screenshot(str(sealed.folder / f"good-{language}.png"))
            said = result_of(browser, bad)
            assert words[language][1] in said
            assert "[texts/altered] version 1" in said
            (tmp_path / "other.bin").write_bytes(b"other")
            browser.find_element(By.ID, "files").send_keys(str(tmp_path / "other.bin"))
            assert "[texts/file-unknown] file 1" in result_of(browser, good)
            browser.save_screenshot(str(sealed.folder / f"bad-{language}.png"))
            assert [entry["message"] for entry in noise(browser)] == []
        finally:
            sealed.site.api.restart()
            sealed.site.api.wait_ready()


def noise(browser: Chrome) -> list[Any]:
    """What the browser complained of: a script or a style that the policy forbids would be here."""
    log: list[Any] = browser.get_log("browser")  # type: ignore[no-untyped-call]  # selenium leaves it untyped
    return [entry for entry in log if "favicon" not in entry["message"]]


def test_a_notice_proves_its_own_words(sealed: Sealed, tmp_path: Path) -> None:
    """The page of a notice leads to one that holds its pack, and compares both line by line."""
    play = Play.with_decision(sealed.site.api, sealed.site.issuer)
    room = Newsroom(sealed.site.api, sealed.site.issuer, play.case)
    room.name_spokesperson()
    room.issued(title="Trạm bơm xã vẫn mở cửa")
    until(lambda: sealed.get(f"/press/{room.notice}/record").status_code == 200, "the notice is sealed")
    with chromium(tmp_path / "profile", scripts=True) as browser:
        browser.get(f"{sealed.site.api.url}/press/{room.notice}?lang=en")
        browser.find_element(By.LINK_TEXT, "Check the words on this page against the log").click()
        shown = browser.find_element(By.ID, "result")
        WebDriverWait(browser, PATIENCE).until(lambda _: "holds the record pack" in shown.text)
        browser.find_element(By.ID, "key").send_keys(sealed.pins["key"])
        browser.find_element(By.CSS_SELECTOR, "button[type=submit]").click()
        WebDriverWait(browser, PATIENCE).until(lambda _: "line by line" in shown.text)
        assert "DOES NOT HOLD" not in shown.text
        altered = "return unlike(new Uint8Array(await held.arrayBuffer()), 'Trạm bơm xã vẫn mở cửa')"
        assert len(browser.execute_script(f"return (async () => {{ {altered} }})()")) > 0
        assert [entry["message"] for entry in noise(browser)] == []
    assert sealed.get("/press/case-x/verify").status_code == 404


def test_the_page_loads_nothing_from_elsewhere_and_sends_nothing(sealed: Sealed) -> None:
    answer = sealed.get("/log/verify")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'; style-src 'self'; script-src 'self'" in policy
    assert "connect-src" not in policy
    assert sealed.get("/log/verifier").content == verifier()
    assert sealed.get("/log/verify/casebook_verify.js").status_code == 200


def test_who_holds_a_paper_compares_its_file(sealed: Sealed, tmp_path: Path) -> None:
    """A document has a pack of its own, which commits to the very file: for whoever may read histories, recorded."""
    play, issuer = Play(sealed.site.api, sealed.site.issuer), sealed.site.issuer
    play.report(url="https://tin.example/van-ban")
    play.check()
    play.proposed(a_ground(sealed.site.api, issuer))
    play.decided()
    with running_worker(sealed.site.env, tmp_path / "worker.log"):
        asked = request(play)["document"]["id"]
        paper = fetch(play, compiled(play, asked)["download"]).content
    place = f"/documents/{asked}/record"
    until(lambda: b"document.compiled" in sealed.get(place, sealed.inspector, **PURPOSE).content, "it is sealed")
    (tmp_path / "pack.jsonl").write_bytes(sealed.get(place, sealed.inspector, **PURPOSE).content)
    keys = ["--key", sealed.pins["key"], "--promise-key", sealed.pins["promiseKey"], "--stream", asked]
    for name, content, code in (("same.pdf", paper, 0), ("other.pdf", paper[:-1] + b"x", 18)):
        (tmp_path / name).write_bytes(content)
        done = run_alone(tmp_path, "pack.jsonl", *keys, "--need", "nothing", "--file", name)
        assert (done.returncode, "file-unknown]" in done.stdout) == (code, code == 18), done.stdout + done.stderr
    strange = (f"/documents/{play.case}/record", f"/cases/{asked}/record", "/documents/document-unknown/record")
    sealed.expect_closed(place, *strange)
    assert sealed.get(place, issuer.officer("agency-health", Post.INSPECTOR), **PURPOSE).status_code in (403, 404)
    query = "{ accessLog(first: 20) { edges { node { readings { kind streamIds purpose } } } } }"
    rows = sealed.site.api.ask(sealed.inspector, query, PURPOSE)["accessLog"]["edges"]
    read = [reading for row in rows for reading in row["node"]["readings"] if asked in reading["streamIds"]]
    assert ("HISTORY", "INSPECTION") in {(reading["kind"], reading["purpose"]) for reading in read}
