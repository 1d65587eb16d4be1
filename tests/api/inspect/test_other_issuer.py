"""The desk of people whom another issuer signs in: a provider in its own process, and a browser between the two."""

import json
import re
import sys
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from api.pages.base.session import session_in
from domain.kernel.policy import READING
from domain.kernel.vocabulary import Post
from store.keys.master import MasterKey
from tests.api.inspect.oidc_server import SECONDS
from tests.support import web
from tests.support.in_process import InProcess, in_process
from tests.support.installation import MASTER, Process, free_port
from tests.support.reader import BASE, Reader, cookies_of
from tests.support.tokens import ISSUER
from tests.support.world import subject

pytestmark = pytest.mark.slow
AUDIENCE, CLIENT, SECRET = f"{BASE}/graphql", "desk-at-provider", "ein-Geheimnis:mit/Zeichen"
PEOPLE = {
    subject("agency-inspection", Post.INSPECTOR): "agency-inspection",
    subject("agency-land", Post.AUDITOR): "agency-land",
    "stranger@example.invalid": "agency-inspection",
    subject("agency-lead", Post.AUDITOR): "agency-lead",
}
INSPECTOR, AUDITOR, STRANGER, ELSEWHERE = PEOPLE


@pytest.fixture(scope="module", params=[SECRET, ""], ids=["with a secret", "public"])
def secret(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def provider(secret: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port()
    url = f"http://127.0.0.1:{port}/realm"
    env = {
        "OIDC_URL": url,
        "OIDC_CLIENT": CLIENT,
        "OIDC_SECRET": secret,
        "OIDC_REDIRECT": f"{BASE}/inspect/back",
        "OIDC_AUDIENCE": AUDIENCE,
        "OIDC_PEOPLE": json.dumps(PEOPLE),
    }
    serve = ["uvicorn", "tests.api.inspect.oidc_server:create", "--factory", "--host", "127.0.0.1", "--port", str(port)]
    process = Process([sys.executable, "-u", "-m", *serve], env, tmp_path_factory.mktemp("provider") / "log")
    try:
        process.wait_said("Application startup complete")
        yield url
    finally:
        process.kill()


@pytest.fixture(scope="module")
def api(
    installation: dict[str, str], provider: str, secret: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[InProcess]:
    """An API without sign-in pages of its own."""
    env = {**installation, "CASEBOOK_AUDIENCE": AUDIENCE, "CASEBOOK_ISSUER": f"{ISSUER} {provider}"}
    env |= {"CASEBOOK_ISSUER_AGENCIES": f"{ISSUER}=agency-lead {provider}=agency-inspection,agency-land"}
    env |= {"CASEBOOK_INSPECT_CLIENT": CLIENT, "CASEBOOK_INSPECT_ISSUER": provider, "CASEBOOK_JWKS_FILE": ""}
    if secret:
        file = tmp_path_factory.mktemp("secret") / "client.secret"
        file.write_text(f"{secret}\n")
        env["CASEBOOK_INSPECT_SECRET_FILE"] = str(file)
    with in_process(env, BASE) as running:
        yield running


def signed_in(api: InProcess, name: str) -> tuple[Reader, str]:
    """A browser that went to the provider and has the way back in its hands."""
    away = api.send("GET", "/inspect/sign-in?to=/inspect/readings")
    asked = away.headers["location"]
    assert "Who are you?" in web.get(asked).text
    back = web.post(asked, data={"name": name})
    assert back.status_code == 303, back.text
    return Reader(api, cookies_of(away)), back.headers["location"]


def test_an_inspector_of_another_issuer_reads_and_leaves(api: InProcess, provider: str) -> None:
    reader, way = signed_in(api, INSPECTOR)
    assert "Bạn đọc để làm gì?" in reader.open(way).text
    shown = reader.send(purpose="INSPECTION")
    assert (shown.status_code, shown.url.path) == (200, "/inspect/readings")
    assert INSPECTOR in reader.words("/inspect/readings"), "the reading before this one"
    assert not any(re.search(r"eyJ[\w-]*\.", value) for value in reader.cookies.values()), "no token in the browser"
    assert reader.open("/inspect/board").status_code == 200

    other = Reader(api, cookies_of(api.send("GET", "/inspect/sign-in")))
    assert other.open(way).status_code == 400, "another browser's"
    copy = dict(reader.cookies)
    reader.open("/inspect/")
    reader.send()  # signs out
    assert Reader(api, copy).open("/inspect/").status_code == 401

    again, way = signed_in(api, INSPECTOR)
    assert again.open(way).status_code == 200, "the session at the provider goes on"


def test_what_is_asked_for_is_to_read_with_a_code_and_pkce(api: InProcess, provider: str) -> None:
    place = urlsplit(api.send("GET", "/inspect/sign-in").headers["location"])
    asked = dict(parse_qsl(place.query))
    assert f"{place.scheme}://{place.netloc}{place.path}" == f"{provider}/authorize"
    assert (asked["response_type"], asked["code_challenge_method"], asked["client_id"]) == ("code", "S256", CLIENT)
    assert (asked["resource"], set(asked["scope"].split())) == (AUDIENCE, {scope.value for scope in READING})


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"iss": "https://other.example"}, 400),
        ({"iss": None}, 400),
        ({"state": "x"}, 400),
        ({"code": "x"}, 400),
        ({"code": None, "error": "access_denied"}, 403),
    ],
)
def test_an_answer_of_no_provider_is_refused(api: InProcess, change: dict[str, str | None], status: int) -> None:
    reader, way = signed_in(api, INSPECTOR)
    parts = dict(parse_qsl(urlsplit(way).query)) | change
    query = urlencode({name: value for name, value in parts.items() if value is not None})
    assert reader.open(f"/inspect/back?{query}").status_code == status
    assert not reader.cookies.get("casebook-desk")


def test_nobody_sits_there_who_is_not_appointed_or_of_whom_the_issuer_may_not_speak(api: InProcess) -> None:
    reader, way = signed_in(api, STRANGER)
    assert reader.open(way).status_code == 403, "no appointment"
    reader, way = signed_in(api, ELSEWHERE)
    assert reader.open(way).status_code == 400, "an agency of another issuer"


def test_the_session_ends_with_the_token_of_the_provider(api: InProcess, secret: str) -> None:
    reader, way = signed_in(api, INSPECTOR)
    reader.open(way)
    session = session_in(MasterKey(bytes.fromhex(MASTER)), reader.cookies["casebook-desk"], "casebook-desk")
    assert session is not None
    assert session.until == session.viewer.expires_at
    assert (session.until - session.viewer.issued_at).total_seconds() == SECONDS


def test_a_provider_that_is_away_is_said_to_be(installation: dict[str, str]) -> None:
    away = f"http://127.0.0.1:{free_port()}/realm"
    env = {**installation, "CASEBOOK_ISSUER": away, "CASEBOOK_ISSUER_AGENCIES": f"{away}=*", "CASEBOOK_JWKS_FILE": ""}
    env |= {"CASEBOOK_INSPECT_CLIENT": CLIENT, "CASEBOOK_INSPECT_ISSUER": away, "CASEBOOK_AUDIENCE": AUDIENCE}
    with in_process(env, BASE) as running:
        answer = running.send("GET", "/inspect/sign-in")
    assert (answer.status_code, "Máy chủ đăng nhập không trả lời" in answer.text) == (503, True)
