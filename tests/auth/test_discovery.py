"""Foreign issuers: found by their metadata, read seldom, and never asked what a token says to ask."""

import asyncio
import json
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from joserfc.jwk import ECKey, KeySet, RSAKey

from auth import foreign_sign_in
from auth.foreign_sign_in import Discovered, IssuerAway, discovered, fetched
from auth.issuers import Fixed, Issuer, Issuers
from auth.tokens import Unauthenticated
from tests.support.tokens import AUDIENCE
from tests.support.tokens import Issuer as Signer
from tests.support.world import caller

WHO = caller("agency-lead")


class Foreign:
    """An issuer that others run: answers what it is told to, and counts."""

    def __init__(self) -> None:
        self.documents: dict[str, tuple[int, bytes]] = {}
        self.asked = Counter[str]()
        foreign = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                foreign.asked[self.path] += 1
                status, body = foreign.documents.get(self.path, (404, b""))
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", body.decode())
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.name = f"http://127.0.0.1:{self.server.server_address[1]}/realm"
        self.signer = Signer()
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def publish(self, *keys: Any, place: str = "/realm/.well-known/openid-configuration", **changes: Any) -> None:
        told = {"issuer": self.name, "jwks_uri": self.name + "/keys", **changes}
        self.documents[place] = (200, json.dumps(told).encode())
        self.documents["/realm/keys"] = (200, json.dumps(KeySet(list(keys)).as_dict(private=False)).encode())

    def token(self, **header: Any) -> str:
        return self.signer.sign(self.signer.claims(WHO, iss=self.name), **header)

    def issuers(self, algorithm: str = "ES256") -> tuple[Issuers, Discovered]:
        keys = Discovered(self.name)
        found = Issuer(name=self.name, keys=keys, algorithm=algorithm)
        return Issuers([found], AUDIENCE, lambda: datetime.now(UTC)), keys


@pytest.fixture
def foreign() -> Iterator[Foreign]:
    made = Foreign()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.mark.parametrize(
    "place", ["/realm/.well-known/openid-configuration", "/.well-known/oauth-authorization-server/realm"]
)
async def test_a_foreign_token_is_taken_by_either_kind_of_metadata(foreign: Foreign, place: str) -> None:
    foreign.publish(foreign.signer.key, place=place)
    viewer = await foreign.issuers()[0].viewer(foreign.token())
    assert (viewer.caller, viewer.issuer) == (WHO, foreign.name)


async def test_many_at_once_wait_for_one_reading_and_later_ones_for_none(foreign: Foreign) -> None:
    foreign.publish(foreign.signer.key)
    issuers, _ = foreign.issuers()
    await asyncio.gather(*(issuers.viewer(foreign.token()) for _ in range(50)))
    assert foreign.asked["/realm/keys"] == 1


async def test_an_unknown_key_is_looked_for_at_most_once_a_minute(foreign: Foreign) -> None:
    foreign.publish(foreign.signer.key)
    issuers, keys = foreign.issuers()
    await issuers.viewer(foreign.token())
    fresh = ECKey.generate_key("P-256", {"kid": "test-2", "alg": "ES256", "use": "sig"})
    foreign.publish(foreign.signer.key, fresh)
    for _ in range(20):
        with pytest.raises(Unauthenticated):
            await issuers.viewer(foreign.token(kid="test-2", key=fresh))
    assert foreign.asked["/realm/keys"] == 1
    keys._tried_at -= foreign_sign_in.AGAIN_SECONDS + 1
    assert (await issuers.viewer(foreign.token(kid="test-2", key=fresh))).caller == WHO
    assert foreign.asked["/realm/keys"] == 2


async def test_known_keys_count_while_the_issuer_is_away(foreign: Foreign) -> None:
    foreign.publish(foreign.signer.key)
    issuers, keys = foreign.issuers()
    await issuers.viewer(foreign.token())
    foreign.documents.clear()
    keys._tried_at -= foreign_sign_in.KEPT_SECONDS + 1
    assert (await issuers.viewer(foreign.token())).caller == WHO


async def test_an_issuer_that_was_never_there_lets_nobody_in(foreign: Foreign) -> None:
    issuers, _ = foreign.issuers()
    for _ in range(3):
        with pytest.raises(Unauthenticated):
            await issuers.viewer(foreign.token())
    assert sum(foreign.asked.values()) == 2  # both places, once


async def test_a_token_cannot_name_an_issuer_or_an_address(foreign: Foreign) -> None:
    issuers, _ = foreign.issuers()
    stranger = foreign.signer.sign(foreign.signer.claims(WHO, iss=foreign.name + "x"))
    for token in (stranger, foreign.token(jku=foreign.name + "/evil")):
        with pytest.raises(Unauthenticated):
            await issuers.viewer(token)
    assert "/realm/evil" not in foreign.asked


@pytest.mark.parametrize(
    "changes", [{"issuer": "https://other.example"}, {"jwks_uri": None}, {"jwks_uri": "file:///x"}]
)
def test_metadata_that_do_not_fit_are_refused(foreign: Foreign, changes: dict[str, Any]) -> None:
    foreign.publish(foreign.signer.key, **changes)
    with pytest.raises(IssuerAway):
        discovered(foreign.name)


@pytest.mark.parametrize(
    "answer", [(200, b"no json"), (200, b"[]"), (200, b"x" * 300_000), (302, b"http://127.0.0.1/"), (500, b"{}")]
)
def test_strange_answers_are_refused(foreign: Foreign, answer: tuple[int, bytes]) -> None:
    foreign.documents["/realm/.well-known/openid-configuration"] = answer
    with pytest.raises(IssuerAway):
        discovered(foreign.name)


@pytest.mark.parametrize("address", ["http://issuer.example/x", "ftp://127.0.0.1/", "file:///etc/hosts", "x"])
def test_only_https_is_asked(address: str) -> None:
    with pytest.raises(IssuerAway):
        fetched(address)


async def test_each_issuer_has_one_algorithm_and_its_own_keys(foreign: Foreign) -> None:
    rsa = RSAKey.generate_key(2048, {"kid": "rsa-1", "use": "sig"})
    foreign.publish(foreign.signer.key, rsa)
    issuers, _ = foreign.issuers("RS256")
    assert (await issuers.viewer(foreign.token(alg="RS256", kid="rsa-1", key=rsa))).caller == WHO
    with pytest.raises(Unauthenticated):
        await issuers.viewer(foreign.token())
    other = Issuer(name="https://other.example", keys=Fixed(KeySet([foreign.signer.key])))
    both = Issuers([Issuer(name=foreign.name, keys=Fixed(KeySet([rsa]))), other], AUDIENCE, lambda: datetime.now(UTC))
    with pytest.raises(Unauthenticated):
        await both.viewer(foreign.token())  # signed with the other one's key
