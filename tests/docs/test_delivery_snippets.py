"""The snippets of `docs/deliveries.md`, run as their readers would run them, on messages that the worker signs."""

import json
import re
import shutil
import subprocess
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nacl.exceptions
import nacl.signing
import pytest
from standardwebhooks import WebhookVerificationError

from domain.notification.state.receivers import KeyKind
from tests.docs.pages import ROOT
from tests.support.patience import PATIENCE
from workers.sending.webhooks import SigningKey, headers

PAGE = (ROOT / "docs" / "deliveries.md").read_text(encoding="utf-8")
PYTHON = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
[TYPESCRIPT] = re.findall(r"```ts\n(.*?)```", PAGE, re.DOTALL)
SHARED = SigningKey(kind=KeyKind.HMAC, secret=b"\x01" * 32)
OWN = SigningKey(kind=KeyKind.ED25519, secret=b"\x02" * 32)
SECRET = "whsec_" + b64encode(SHARED.secret).decode()
PUBLIC = "whpk_" + b64encode(bytes(nacl.signing.SigningKey(OWN.secret).verify_key)).decode()
BODY = '{"type":"webhook.trial","data":{"tên":"Mẫu"}}'.encode()


def signed() -> dict[str, str]:
    return dict(headers("msg_1", datetime.now(UTC), BODY, [SHARED, OWN]))


def run(snippet: str, body: bytes) -> dict[str, Any]:
    names: dict[str, Any] = {"secret": SECRET, "public": PUBLIC, "headers": signed(), "body": body}
    exec(snippet, names)
    return names


def test_python_with_a_secret() -> None:
    assert run(PYTHON[0], BODY)["message"] == json.loads(BODY)
    with pytest.raises(WebhookVerificationError):
        run(PYTHON[0], BODY + b" ")


def test_python_with_a_public_key() -> None:
    run(PYTHON[1], BODY)
    with pytest.raises(nacl.exceptions.BadSignatureError):
        run(PYTHON[1], BODY + b" ")


@pytest.mark.skipif(not shutil.which("node"), reason="node is not to be had here")
@pytest.mark.parametrize(("more", "good"), [("", True), (" ", False)])
def test_typescript(tmp_path: Path, more: str, good: bool) -> None:
    plain = re.sub(r": (string|boolean|Record<string, string>)(?=[,)\s])", "", TYPESCRIPT)
    (tmp_path / "verify.mjs").write_text(f"{plain}\nconsole.log(verified(...JSON.parse(process.argv[2])));\n")
    given = json.dumps([SECRET, signed(), BODY.decode() + more])
    command = ["node", str(tmp_path / "verify.mjs"), given]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, timeout=PATIENCE)
    assert ran.stdout.strip() == str(good).lower()
