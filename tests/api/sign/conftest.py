"""An installation where directives must be signed: an officer has a software key, and two administrators made the
rule."""

import base64
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from domain.administration import signing
from domain.kernel.key_words import words_of
from domain.kernel.vocabulary import Post
from tests.support.acts import given, mutation
from tests.support.in_process import InProcess, in_process
from tests.support.installation import environment
from tests.support.reader import SETTINGS
from tests.support.server import running_database
from tests.support.software_key import SoftwareKey
from tests.support.template import Template, running_queue
from tests.support.tokens import Issuer
from tests.support.web import hidden_in
from tests.support.world import LEAD, officer

PPC, PAGE, LABEL = "agency-ppc", "http://localhost:1", "khóa của bài thử"
DECISION = {
    "number": "14/2021/QĐ-UBND",
    "title": "Quy chế phối hợp",
    "issuedOn": "2021-06-24",
    "since": "2021-07-04",
    "source": "Công báo",
}
PROBLEMS = "problems { code messageVi ... on SignatureNeeded { command salts page end address } }"


@dataclass(frozen=True)
class Register:
    """The register, as officers use it."""

    api: InProcess
    issuer: Issuer
    key: SoftwareKey
    """Key of the signatory."""
    admin: SoftwareKey
    """Key of the administrator, who signs acts on keys."""

    def ask(self, agency: str, post: Post, query: str, **given: Any) -> Any:
        return self.api.ask(self.issuer.officer(agency, post), query, **given)

    def send(self, agency: str, post: Post, name: str, shown: str, **fields: Any) -> Any:
        sent = given(name, {"commandId": str(uuid4()), **fields})
        return self.ask(agency, post, mutation(name, f"{shown} {PROBLEMS}"), input=sent)[name]

    def done(self, agency: str, post: Post, name: str, shown: str, **fields: Any) -> Any:
        answer = self.send(agency, post, name, shown, **fields)
        assert answer["problems"] == [], (name, answer)
        return answer

    def enter(self, agency: str, post: Post, second: Post, key: SoftwareKey) -> None:
        """Enter a key of an officer, and confirm it as a second person of the agency."""
        id = officer(agency, post)
        node = self.ask(agency, post, "query($id: ID!) { node(id: $id) { ... on Officer { version } } }", id=id)
        on: dict[str, Any] = {"officerId": id, "expectedVersion": node["node"]["version"], "key": key.key}
        shown = "officer { version }"
        entered = self.done(agency, post, "enterSigningKey", shown, **on, public=key.public, label=LABEL)
        on["expectedVersion"] = entered["officer"]["version"]
        self.done(agency, second, "confirmSigningKey", shown, **on, words=words_of(id, key.key, key.public))

    def rule(self, actions: list[str]) -> None:
        """Let two administrators require signatures for these acts, from a moment later on."""
        shown = "regulation { rowId version }"
        row = self.done(LEAD, Post.ADMIN, "enterRegulation", shown, **DECISION)["regulation"]
        since = datetime.now(UTC) + timedelta(seconds=10)
        acts: tuple[tuple[str, str, dict[str, Any]], ...] = (
            (PPC, "confirmRegulation", {"source": "CB", "on": "2026-07-01"}),
            (LEAD, "proposeSigning", {"actions": actions, "since": since.isoformat(), "page": PAGE}),
            (PPC, "requireSigning", {}),
        )
        for agency, name, said in acts:
            target = {"regulationId": row["rowId"], "expectedVersion": row["version"]}
            row = self.done(agency, Post.ADMIN, name, shown, **target, **said)["regulation"]
        time.sleep(max(0.0, (since - datetime.now(UTC)).total_seconds()) + 0.1)


def signed(key: SoftwareKey, page: httpx.Response) -> dict[str, str]:
    """Return the fields of the page's form, with the key's signature."""
    fields = hidden_in(page.text)
    made = key.assertion(fields["command"].encode(), PAGE)
    parts = {
        "credential_id": key.credential,
        "authenticator_data": made.authenticator_data,
        "client_data": made.client_data,
        "signature": made.signature,
    }
    return {**fields, **{name: base64.urlsafe_b64encode(part).rstrip(b"=").decode() for name, part in parts.items()}}


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let keys count when they are confirmed. Other folders' tests in the same process keep the wait."""
    monkeypatch.setattr(signing, "WAITS", timedelta(0))


@pytest.fixture(scope="package")
def register(provisioned: Template, issuer: Issuer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    folder = tmp_path_factory.mktemp("signing")
    with (
        running_database(folder / "data", provisioned, sync=False) as database,
        running_queue(folder / "queue") as queue,
    ):
        env = environment(folder, provisioned.uri(database, "api"), queue.url, issuer)
        with in_process({**env, **SETTINGS, "CASEBOOK_SIGN_IN_URL": f"{PAGE}/oauth"}, PAGE) as api:
            made = Register(api, issuer, SoftwareKey.made(uuid4().bytes), SoftwareKey.made(uuid4().bytes))
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(signing, "WAITS", timedelta(0))
                made.enter(PPC, Post.SIGNATORY, Post.ADMIN, made.key)
                made.enter(PPC, Post.ADMIN, Post.SIGNATORY, made.admin)
                made.rule(["issueDirective", "recordInspection"])
            yield made
