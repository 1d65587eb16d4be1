"""The explorer in a real browser that reaches nothing but this API, and what of it is given to whom."""

import json
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from selenium.common.exceptions import WebDriverException
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select
from selenium.webdriver.support.wait import WebDriverWait

from api.graphql import explorer
from tests.support import web
from tests.support.chromium import chromium
from tests.support.house import ROOT
from tests.support.installation import Api, running_api
from tests.support.patience import PATIENCE
from tests.support.tokens import Issuer

FOLDER = ROOT / "api" / "graphql" / "explorer"


@pytest.fixture(scope="module")
def served(
    installation: dict[str, str], issuer: Issuer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Api, Path]]:
    """An API with the card of an installation's sample people."""
    card = tmp_path_factory.mktemp("explorer") / "dev.json"
    tokens = {name: issuer.officer(f"agency-{name.removesuffix('-handler')}") for name in ("district", "lead-handler")}
    card.write_text(json.dumps({"tokens": tokens, "explorer_key": "the key"}))
    with running_api(installation | {"CASEBOOK_PEOPLE_FILE": str(card)}, card.with_name("api.log")) as running:
        yield running, card


def _wait(browser: Chrome) -> WebDriverWait[Chrome]:
    """A wait that asks again for what the page has drawn anew meanwhile."""
    return WebDriverWait(browser, PATIENCE, ignored_exceptions=[WebDriverException])


def wait_text(browser: Chrome, selector: str, *words: str) -> str:
    """The text of a place, once it holds the words."""

    def shown(_: Chrome) -> str | None:
        text = " ".join(found.text for found in browser.find_elements(By.CSS_SELECTOR, selector))
        return text if all(word in text for word in words) else None

    return _wait(browser).until(shown)  # type: ignore[return-value]  # it waits for what is true


RUN = ".graphiql-execute-button"


def written(browser: Chrome, query: str) -> None:
    """Put a query with one operation into the editor, as typing would, and wait until the editor has read it."""
    script = "document.querySelector('.graphiql-query-editor .CodeMirror').CodeMirror.setValue(arguments[0])"
    browser.execute_script(script, query)
    read(browser, several=False)


def read(browser: Chrome, *, several: bool) -> None:
    """Wait until the editor has read one operation, or several, of which a menu lets choose."""

    def known(_: Chrome) -> bool:
        return (browser.find_element(By.CSS_SELECTOR, RUN).get_attribute("aria-haspopup") is not None) is several

    _wait(browser).until(known)


@pytest.mark.slow
def test_a_sample_asks_completes_reads_descriptions_and_follows(served: tuple[Api, Path], tmp_path: Path) -> None:
    api, _ = served
    with chromium(tmp_path / "profile", (1280, 900), scripts=True) as browser:
        browser.get(f"{api.url}/graphql#key=the key")
        wait_text(browser, ".graphiql-query-editor", "query Mine")
        assert "key" not in browser.current_url, "the key does not stay in the address"
        people = Select(browser.find_element(By.ID, "person"))
        assert [option.text for option in people.options] == ["a token of your own", "district", "lead-handler"]
        read(browser, several=True)
        browser.find_element(By.CSS_SELECTOR, RUN).click()
        wait_text(browser, "[role=menuitem]", "Mine", "Waiting")
        browser.find_elements(By.CSS_SELECTOR, "[role=menuitem]")[0].click()
        wait_text(browser, ".result-window", '"isLead": true')
        wait_text(browser, "#status", "HTTP 200")

        people.select_by_visible_text("district")
        written(browser, "{ me { agency { isLead } } }")
        browser.find_element(By.CSS_SELECTOR, RUN).click()
        wait_text(browser, ".result-window", '"isLead": false')

        written(browser, "subscription { inboxChanged { inbox { duties { kind count } } } }")
        browser.find_element(By.CSS_SELECTOR, RUN).click()
        wait_text(browser, ".result-window", '"inboxChanged"')
        browser.find_element(By.CSS_SELECTOR, RUN).click()  # ends it

        written(browser, "{ caseBy")
        browser.execute_script(
            "const editor = document.querySelector('.graphiql-query-editor .CodeMirror').CodeMirror;"
            "editor.focus(); editor.setCursor(0, 8)"
        )
        browser.switch_to.active_element.send_keys(Keys.CONTROL, " ")
        wait_text(browser, ".CodeMirror-hints", "caseByCode")
        browser.switch_to.active_element.send_keys(Keys.ESCAPE)
        browser.find_element(By.CSS_SELECTOR, "button[aria-label='Show Documentation Explorer']").click()
        wait_text(browser, ".graphiql-doc-explorer", "Query", "Subscription")
        browser.save_screenshot(str(tmp_path / "explorer.png"))

        loaded = browser.execute_script("return performance.getEntriesByType('resource').map(each => each.name)")
        assert {name.split("?")[0] for name in loaded if not name.startswith("data:")} <= {
            *(f"{api.url}{explorer.PATH}/{name}" for name in (*explorer.BUNDLE, *explorer.OURS)),
            f"{api.url}/graphql",
            f"{api.url}/graphql/people",
        }, "nothing is loaded from elsewhere"
        said = browser.get_log("browser")  # type: ignore[no-untyped-call]  # untyped there
        assert [item for item in said if item["level"] == "SEVERE"] == []


@pytest.mark.slow
def test_people_are_given_to_who_has_the_key_alone(served: tuple[Api, Path]) -> None:
    api, card = served
    place = f"{api.url}/graphql/people"
    assert set(web.get(place, headers={explorer.KEY: "the key"}).json()) == {"district", "lead-handler"}
    for headers in ({}, {explorer.KEY: ""}, {explorer.KEY: "another"}):
        assert web.get(place, headers=headers).status_code == 404
    kept = card.read_text()
    for left in ("", "{}", '{"explorer_key": "", "tokens": {}}'):
        card.write_text(left)
        for headers in ({}, {explorer.KEY: ""}, {explorer.KEY: "the key"}):
            assert web.get(place, headers=headers).status_code == 404
    card.write_text(kept)


@pytest.mark.slow
def test_the_page_runs_only_what_its_installation_gives(served: tuple[Api, Path]) -> None:
    answer = web.get(f"{served[0].url}/graphql", headers={"Accept": "text/html"})
    policy = answer.headers["content-security-policy"]
    nonce = re.search(r"script-src 'nonce-([^']+)'", policy)
    assert nonce
    assert "unsafe-eval" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.text.count(f'nonce="{nonce[1]}"') == answer.text.count("integrity=") == 6


def test_the_bundle_is_the_one_that_is_listed() -> None:
    listed = (FOLDER / "README.md").read_text(encoding="utf-8")
    for name in explorer.BUNDLE:
        content = (FOLDER / name).read_bytes()
        row = next(line for line in listed.splitlines() if line.startswith(f"| `{name}`"))
        assert f"`{sha256(content).hexdigest()}`" in row
        assert f"{len(content):,}" in row
    assert "graphiql 3.9.0 (MIT)" in (FOLDER / "LICENSES.txt").read_text(encoding="utf-8")
