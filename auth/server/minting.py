"""Signing an access token of ours (RFC 9068)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from joserfc import jwt
from joserfc.jwk import ECKey

from auth.tokens import ALGORITHM

TOKEN_LIFE = timedelta(minutes=10)


def minted(key: ECKey, claims: Mapping[str, Any], now: datetime, life: timedelta = TOKEN_LIFE) -> str:
    times = {"iat": int(now.timestamp()), "exp": int((now + life).timestamp()), "jti": str(uuid4())}
    header = {"typ": "at+jwt", "alg": ALGORITHM, "kid": key.kid}
    return jwt.encode(header, {**claims, **times}, key, algorithms=[ALGORITHM])
