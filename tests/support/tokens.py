"""Issue tokens for tests, without the product's own code."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from joserfc import jws
from joserfc.jwk import ECKey, KeySet

from domain.kernel.actor import Caller
from domain.kernel.vocabulary import Post
from tests.support.world import caller

ISSUER, AUDIENCE = "https://issuer.example/oauth", "https://casebook.example/graphql"


class Issuer:
    def __init__(self) -> None:
        self.key = ECKey.generate_key("P-256", {"kid": "test-1", "alg": "ES256", "use": "sig"})

    def write_keys(self, path: Path) -> Path:
        path.write_text(json.dumps(KeySet([self.key]).as_dict(private=False)))
        return path

    def claims(self, who: Caller, **changes: Any) -> dict[str, Any]:
        """Return the claims of a valid token, with changes; None removes a claim."""
        now = int(datetime.now(UTC).timestamp())
        made: dict[str, Any] = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": who.subject if who.person else who.client,
            "client_id": who.client,
            "iat": now,
            "exp": now + 3600,
            "jti": str(uuid4()),
            "scope": " ".join(sorted(who.scopes)),
            "agency": who.agency,
        }
        return {name: value for name, value in (made | changes).items() if value is not None}

    def sign(self, claims: dict[str, Any], *, key: Any = None, **header: Any) -> str:
        """Return a compact JWS over the claims; header entries of None are left out."""
        made = {"alg": "ES256", "typ": "at+jwt", "kid": "test-1"} | header
        shown = {name: value for name, value in made.items() if value is not None}
        return jws.serialize_compact(shown, json.dumps(claims).encode(), key or self.key, algorithms=[shown["alg"]])

    def token(self, who: Caller) -> str:
        return self.sign(self.claims(who))

    def officer(self, agency: str, post: Post = Post.HANDLER) -> str:
        """Return a valid token of an officer of the test world."""
        return self.token(caller(agency, post))
