"""Tokens, checked by hand and not by the library that made them."""

import json
import time
from base64 import urlsafe_b64decode
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicNumbers
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from auth.issuers import key_file
from auth.tokens import Verifier
from domain.kernel.policy import ceiling
from scripts.cli.__main__ import main
from scripts.cli.seed.stories import SAMPLES
from store.driver.connection import wall_clock
from tests.cli.support import Environ, ended

OTHERS = ["token", "--subject", "a@b.invalid", "--agency", "agency-sample-lead", "--scopes", "case:report case:verify"]


@pytest.fixture
def keyed(settings: Environ, capsys: pytest.CaptureFixture[str]) -> Environ:
    assert main(["keys"], settings) == 0
    capsys.readouterr()
    return settings | {"CASEBOOK_JWKS_FILE": str(Path(settings["CASEBOOK_HOME"]) / "issuer" / "jwks.json")}


def octets(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def number(text: str) -> int:
    return int.from_bytes(octets(text))


def opened(token: str, environ: Environ) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims. Raises InvalidSignature."""
    head, body, signature = token.split(".")
    [key] = json.loads(Path(environ["CASEBOOK_JWKS_FILE"]).read_text())["keys"]
    public = EllipticCurvePublicNumbers(number(key["x"]), number(key["y"]), SECP256R1()).public_key()
    raw = octets(signature)
    signed = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    public.verify(signed, f"{head}.{body}".encode(), ECDSA(SHA256()))
    return json.loads(octets(head)), json.loads(octets(body))


def minted(capsys: pytest.CaptureFixture[str], environ: Environ, *words: str) -> str:
    assert main(words, environ) == 0
    return capsys.readouterr().out.strip()


class TestToken:
    def test_of_a_sample_is_what_rfc_9068_asks_for(self, keyed: Environ, capsys: pytest.CaptureFixture[str]) -> None:
        before = int(time.time())
        header, claims = opened(minted(capsys, keyed, "token", "--name", "lead-handler", "--minutes", "5"), keyed)
        [key] = json.loads(Path(keyed["CASEBOOK_JWKS_FILE"]).read_text())["keys"]
        assert header == {"typ": "at+jwt", "alg": "ES256", "kid": key["kid"]}
        assert " ".join(sorted(claims)) == "agency aud client_id exp iat iss jti scope sub"
        assert (claims["iss"], claims["aud"]) == (keyed["CASEBOOK_ISSUER"], keyed["CASEBOOK_AUDIENCE"])
        assert (claims["sub"], claims["agency"]) == ("lead-handler@sample.invalid", "agency-sample-lead")
        assert claims["exp"] - claims["iat"] == 300
        assert before <= claims["iat"] <= time.time()

    def test_is_of_the_clock_that_the_api_goes_by(self, keyed: Environ, capsys: pytest.CaptureFixture[str]) -> None:
        """Else no sample could sign in where deadlines are tried out."""
        before, ahead = int(time.time()), keyed | {"CASEBOOK_CLOCK_OFFSET": "1000000"}
        _, claims = opened(minted(capsys, ahead, "token", "--name", "press"), ahead)
        all = json.loads(minted(capsys, ahead, "tokens"))
        for item in (claims, opened(all["press"], ahead)[1]):
            assert before <= item["iat"] - 1_000_000 <= time.time()

    @pytest.mark.parametrize(
        "words",
        [
            ["token"],
            ["token", "--name", "nobody"],
            ["token", "--name", "press", "--agency", "agency-one"],
            ["token", "--name", "press", "--machine"],
            ["token", "--name", "press", "--minutes", "0"],
            ["token", "--name", "press", "--minutes", "721"],
            ["token", "--name", "press", "--minutes", "soon"],
            OTHERS[:-2],
            [*OTHERS, "--machine", "--client", "app"],
            [*OTHERS, "--client", "a@b.invalid"],
        ],
    )
    def test_wrong_use_is_one_line(self, keyed: Environ, capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
        code = ended(words, keyed)
        out, err = capsys.readouterr()
        assert (code, out, err.count("\n")) == (2, "", 1)


class TestTokens:
    def test_all_samples_with_all_their_agency_may_have(
        self, keyed: Environ, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["tokens"], keyed) == 0
        out, err = capsys.readouterr()
        assert err == "These tokens are good for 12 hours.\n"
        keys, issuer = key_file(Path(keyed["CASEBOOK_JWKS_FILE"])), keyed["CASEBOOK_ISSUER"]
        verifier = Verifier(keys=keys, issuer=issuer, audience=keyed["CASEBOOK_AUDIENCE"], clock=wall_clock)
        tokens = json.loads(out)
        assert list(tokens) == list(SAMPLES)
        for name, token in tokens.items():
            _, claims = opened(token, keyed)
            assert claims["exp"] - claims["iat"] == 12 * 3600
            assert set(claims["scope"].split()) == set(ceiling(SAMPLES[name].role))
            found = verifier.viewer(token).caller
            assert (found.subject, found.person) == (f"{name}@sample.invalid", True)


class TestRefused:
    @pytest.mark.parametrize("words", [["tokens"], ["token", "--name", "press"], OTHERS])
    def test_in_production(self, keyed: Environ, capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
        assert main(words, keyed | {"CASEBOOK_MODE": "production"}) == 2
        out, err = capsys.readouterr()
        assert (out, err) == ("", f"casebook {words[0]}: CASEBOOK_MODE: this is refused in production mode\n")

    @pytest.mark.parametrize("mode", ["development", "migration"])
    def test_for_a_register_of_another_machine(
        self, keyed: Environ, capsys: pytest.CaptureFixture[str], mode: str
    ) -> None:
        """The mode is a word in the environment of whoever asks."""
        settings = {name: value for name, value in keyed.items() if "ISSUER" not in name and "JWKS" not in name}
        settings |= {"CASEBOOK_SIGN_IN_URL": "https://casebook.example/oauth", "CASEBOOK_MODE": mode}
        assert main(["token", "--name", "press"], settings) == 2
        assert "only for a register on this machine" in capsys.readouterr().err

    def test_where_no_mode_is_set(self, keyed: Environ, capsys: pytest.CaptureFixture[str]) -> None:
        del keyed["CASEBOOK_MODE"]
        assert main(["tokens"], keyed) == 2
        assert "refused in production mode" in capsys.readouterr().err

    def test_without_a_key(self, settings: Environ, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["tokens"], settings) == 2
        assert "private.json cannot be read" in capsys.readouterr().err

    @pytest.mark.parametrize("content", ['{"keys": []}', '{"keys": [{"kid": "other"}]}', "[]", "no"])
    def test_where_the_api_would_not_take_them(
        self, keyed: Environ, capsys: pytest.CaptureFixture[str], tmp_path: Path, content: str
    ) -> None:
        other = tmp_path / "other.json"
        other.write_text(content)
        assert main(["tokens"], keyed | {"CASEBOOK_JWKS_FILE": str(other)}) == 2
        assert capsys.readouterr().err.startswith("casebook tokens: CASEBOOK_JWKS_FILE: ")
