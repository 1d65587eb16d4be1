"""The signing key of the embedded issuer: made once, kept in the installation's folder.

Whoever holds `private.json` can sign tokens for anybody.
"""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp
from typing import Any

from joserfc.jwk import ECKey, KeySet

from scripts.cli.environment import home
from scripts.cli.errors import WrongUse
from store.process.private_files import PRIVATE_FILE, private_folder, write_private

ALGORITHM, CURVE = "ES256", "P-256"


def folder(environ: Mapping[str, str]) -> Path:
    """Return the folder of the issuer's keys."""
    return home(environ) / "issuer"


def make(issuer: Path) -> str:
    """Make both files unless they are there; the key's id.

    The public file is made from the private one, so a crash between the two is mended by the next run.
    """
    for place in (issuer.parent, issuer):
        if not place.exists():
            private_folder(place)
    private = issuer / "private.json"
    if not private.exists():
        _create(private, json.dumps(_fresh()) + "\n")
    private.chmod(PRIVATE_FILE)
    key = signing_key(issuer)
    public = json.dumps(KeySet([key]).as_dict(private=False)) + "\n"
    jwks = issuer / "jwks.json"
    if not jwks.exists() or jwks.read_text() != public:
        write_private(jwks, public)
    return str(key.kid)


def signing_key(issuer: Path) -> ECKey:
    """The private key. Raises WrongUse when it is missing or no key."""
    path = issuer / "private.json"
    try:
        return ECKey.import_key(json.loads(path.read_text()))
    except OSError:
        raise WrongUse(f"{path} cannot be read: the verb `keys` makes it") from None
    except Exception:  # whatever the parser says may quote the key
        raise WrongUse(f"{path} holds no key: put it back, or remove it and run the verb `keys`") from None


def _fresh() -> Mapping[str, Any]:
    key = ECKey.generate_key(CURVE)
    return {**key.as_dict(private=True), "kid": key.thumbprint(), "alg": ALGORITHM, "use": "sig"}  # RFC 7638


def _create(path: Path, content: str) -> None:
    """Write the file whole, or keep the one that another process made in between: one key, never two halves."""
    handle, fresh = mkstemp(dir=path.parent, prefix=".private-")  # of mode 0600
    try:
        with os.fdopen(handle, "w") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        with suppress(FileExistsError):
            os.link(fresh, path)
    finally:
        os.unlink(fresh)
