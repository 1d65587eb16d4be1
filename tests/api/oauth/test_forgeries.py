"""Forged tokens, made by a library that the product does not use, against the running API: each is 401."""

import base64
import json
import time
from typing import Any
from uuid import uuid4

from jwcrypto.common import JWSEHeaderParameter as JWSHeaderParameter
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS
from jwcrypto.jwt import JWT

from tests.support import web
from tests.support.installation import Api
from tests.support.signing_in import Browser, Program, parts

ME = "{ me { isPerson } }"


def encoded(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def signed(header: dict[str, Any], claims: dict[str, Any], key: JWK) -> str:
    made = JWT(header=header, claims=claims, algs=["ES256", "HS256", "RS256", "EdDSA", "ES384", "PS256"])
    made.make_signed_token(key)
    return str(made.serialize())


class Forger:
    """Knows a good token and the public keys, and has keys of its own."""

    def __init__(self, server: Api, good: str) -> None:
        self.good = good
        self.header, self.claims = parts(good)
        (self.public,) = (
            key for key in web.get(f"{server.url}/oauth/jwks.json").json()["keys"] if key["kid"] == self.header["kid"]
        )
        self.own = JWK.generate(kty="EC", crv="P-256", kid=self.header["kid"])

    def by_own_key(self, key: JWK | None = None, *, header: Any = None, **claims: Any) -> str:
        changed = {**self.claims, "jti": str(uuid4()), **claims}
        return signed(
            {**self.header, **(header or {})}, {k: v for k, v in changed.items() if v is not None}, key or self.own
        )

    def unsigned(self, alg: str) -> str:
        return f"{encoded({**self.header, 'alg': alg})}.{encoded(self.claims)}."

    def spliced(self, **claims: Any) -> str:
        header, _, signature = self.good.split(".")
        return f"{header}.{encoded({**self.claims, **claims})}.{signature}"


def critical(forger: Forger) -> str:
    """A header parameter that must be understood and is not; the library refuses to make such a token whole."""
    registry = {"x": JWSHeaderParameter("X", True, True, None)}
    made = JWS(json.dumps(forger.claims), header_registry=registry)
    made.add_signature(forger.own, protected=json.dumps({**forger.header, "crit": ["x"], "x": 1}))
    return str(made.serialize(compact=True))


def table(forger: Forger) -> dict[str, str]:
    rsa, ed = JWK.generate(kty="RSA", size=2048), JWK.generate(kty="OKP", crv="Ed25519")
    public = JWK(**forger.public)
    pem, jwk_text = public.export_to_pem(), json.dumps(forger.public).encode()
    octets = {
        name: JWK(kty="oct", k=base64.urlsafe_b64encode(secret).decode().rstrip("="))
        for name, secret in {
            "pem": pem,
            "jwk": jwk_text,
            "x": base64.urlsafe_b64decode(forger.public["x"] + "==="),
        }.items()
    }
    now = int(time.time())
    return {
        **{f"alg {alg}": forger.unsigned(alg) for alg in ("none", "None", "nOnE", "")},
        **{
            f"HS256 keyed with the public {n}": forger.by_own_key(k, header={"alg": "HS256"}) for n, k in octets.items()
        },
        "another key under the same kid": forger.by_own_key(),
        "a key in the header": forger.by_own_key(header={"jwk": json.loads(forger.own.export_public())}),
        "a key at an address": forger.by_own_key(header={"jku": "https://evil.example/jwks.json"}),
        "a certificate": forger.by_own_key(header={"x5c": ["MIIB"], "x5u": "https://evil.example/c"}),
        "an unknown kid": forger.by_own_key(header={"kid": "nobody"}),
        "a kid that is a path": forger.by_own_key(header={"kid": "../../dev/null"}),
        "no kid": signed({"alg": "ES256", "typ": "at+jwt"}, forger.claims, forger.own),
        "RS256": forger.by_own_key(rsa, header={"alg": "RS256"}),
        "PS256": forger.by_own_key(rsa, header={"alg": "PS256"}),
        "EdDSA": forger.by_own_key(ed, header={"alg": "EdDSA"}),
        "unknown crit": critical(forger),
        "other scopes under the old signature": forger.spliced(scope="case:close admin:config"),
        "another agency under the old signature": forger.spliced(agency="agency-ppc"),
        "another issuer": forger.by_own_key(iss="https://evil.example/oauth"),
        "no issuer": forger.by_own_key(iss=None),
        "an issuer that is a list": forger.by_own_key(iss=[forger.claims["iss"]]),
        "expired": forger.by_own_key(iat=now - 900, exp=now - 300),
        "a signature of nothing": ".".join([*forger.good.split(".")[:2], ""]),
        "a signature of zeros": ".".join([*forger.good.split(".")[:2], "A" * 86]),
        "no claims": f"{forger.good.split('.')[0]}..{forger.good.split('.')[2]}",
        "encrypted": ".".join(["e30"] * 5),
        "long": forger.good + "A" * 10_000,
        "garbage": "💥.💥.💥",
    }


def test_a_good_token_of_the_same_shape_is_taken(server: Api, program: Program, signed_in: Browser) -> None:
    """The table would prove nothing if everything were refused."""
    good = program.exchange(*program.code(signed_in)).json()["access_token"]
    header, claims = parts(good)
    assert (header["typ"], header["alg"]) == ("at+jwt", "ES256")
    assert 300 <= claims["exp"] - claims["iat"] <= 600
    assert {"iss", "aud", "sub", "client_id", "iat", "exp", "jti", "scope", "agency"} <= set(claims)
    assert server.post(good, ME).status_code == 200
    keys = web.get(f"{server.url}/oauth/jwks.json").json()
    independent = JWT(jwt=good, key=JWK(**next(k for k in keys["keys"] if k["kid"] == header["kid"])), algs=["ES256"])
    assert json.loads(independent.claims) == claims


def test_every_forgery_is_refused(server: Api, program: Program, signed_in: Browser) -> None:
    forger = Forger(server, program.exchange(*program.code(signed_in)).json()["access_token"])
    answers = {}
    for name, token in table(forger).items():
        headers = {b"Authorization": f"Bearer {token}".encode()}
        answer = web.post(f"{server.url}/graphql", json={"query": ME}, headers=headers)
        answers[name] = answer.status_code
    assert {name: status for name, status in answers.items() if status != 401} == {}
    assert len(answers) > 25
