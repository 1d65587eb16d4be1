"""The page to try queries, in a real browser that reaches nothing but this API."""

from pathlib import Path

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from tests.conftest import api as api
from tests.support.chromium import chromium
from tests.support.installation import Api
from tests.support.tokens import Issuer

pytestmark = pytest.mark.slow

SECONDS = 20
QUERY = (
    "query($n: Int!) {\n  me { role agency { name } }\n  agencies { shortName }\n  cases(first: $n) { totalCount }\n}"
)


def test_a_query_is_typed_and_answered(api: Api, issuer: Issuer, tmp_path: Path) -> None:
    with chromium(tmp_path / "profile", scripts=True) as browser:
        browser.get(api.url + "/graphql")
        for field, typed in (
            ("token", issuer.officer("agency-lead")),
            ("query", QUERY),
            ("variables", '{"n": 1}'),
        ):
            browser.find_element(By.ID, field).clear()
            browser.find_element(By.ID, field).send_keys(typed)
        browser.find_element(By.TAG_NAME, "button").click()
        status, answer = browser.find_element(By.ID, "status"), browser.find_element(By.ID, "answer")
        WebDriverWait(browser, SECONDS).until(lambda _: status.text == "HTTP 200")
        assert '"role": "LEAD"' in answer.text
        browser.find_element(By.ID, "look").send_keys("jobProgress")
        found = browser.find_element(By.ID, "found")
        WebDriverWait(browser, SECONDS).until(lambda _: "Subscription.jobProgress" in found.text)
        assert "of: JobOwner!" in found.text
        browser.save_screenshot(str(tmp_path / "page.png"))
        asked = browser.execute_script("return performance.getEntriesByType('resource').map(each => each.name)")
        assert set(asked) == {api.url + "/graphql", api.url + "/schema.graphql"}, "nothing is loaded from elsewhere"
        said = browser.get_log("browser")  # type: ignore[no-untyped-call]
        assert [item for item in said if item["level"] == "SEVERE" and "favicon" not in item["message"]] == []
