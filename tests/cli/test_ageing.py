"""What wears out while nobody looks is named before it stops the register."""

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socket import create_server
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from scripts.cli.doctoring import ageing, database
from scripts.cli.doctoring.finding import Level
from store.log.witnessing.policies import Cosigned
from store.process.settings import Settings
from store.store import Store
from tests.cli.support import Environ, file
from tests.support.log_state import log_state

NOW = datetime(2026, 7, 1, tzinfo=UTC)


def certificate(folder: Path, ends: datetime) -> Path:
    """A file with the key and the certificate of localhost, signed by itself."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "x")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(ends - timedelta(days=90)).not_valid_after(ends)
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = made.sign(key, SHA256()).public_bytes(serialization.Encoding.PEM)
    (folder / "pem").write_bytes(private + public)
    return folder / "pem"


@contextmanager
def serving(pem: Path) -> Iterator[int]:
    """A server that speaks TLS once."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)

    def answer() -> None:
        connection, _ = server.accept()
        try:
            context.wrap_socket(connection, server_side=True).close()
        except OSError:
            connection.close()

    with create_server(("127.0.0.1", 0)) as server:
        thread = Thread(target=answer)
        thread.start()
        yield server.getsockname()[1]
        thread.join()


@pytest.mark.parametrize(
    ("days", "believed", "code"),
    [
        (60, True, None),
        (10, True, "certificate-ends"),
        (-1, True, "certificate-refused"),
        (60, False, "certificate-refused"),
    ],
)
def test_the_certificate_that_people_see(
    days: int, believed: bool, code: str | None, settings: Environ, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC)
    pem = certificate(tmp_path, now + timedelta(days=days))
    if believed:
        monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    with serving(pem) as port:
        read = replace(Settings.from_env(settings), sign_in_url=f"https://localhost:{port}/oauth")
        assert [found.code for found in ageing.certificate(read, now)] == ([code] if code else [])
    (away,) = ageing.certificate(read, now)
    assert (away.code, away.level) == ("address-not-reached", Level.NOTE)


def test_a_disk_that_fills(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not list(ageing.disks(tmp_path))
    monkeypatch.setattr(ageing, "FREE_LEAST", 1 << 62)
    assert "make room" in next(ageing.disks(tmp_path)).cure


@pytest.mark.parametrize(
    ("cosigned", "sealed", "wrong"),
    [
        (NOW, NOW, False),
        (NOW - timedelta(hours=1), NOW - timedelta(hours=2), False),  # cosigned again, later
        (NOW - timedelta(hours=1), NOW, True),  # sealed in the witness's future: our clock is ahead
        (NOW + timedelta(hours=3), NOW, True),  # our clock is behind
    ],
)
def test_a_witness_knows_the_time(cosigned: datetime, sealed: datetime, wrong: bool) -> None:
    log = log_state(sealed, cosignatures=(Cosigned("press", cosigned),))
    assert bool(list(ageing.witnessed(log, NOW))) is wrong


async def test_version_and_rights_of_the_database(
    store: Store, root_uri: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def codes() -> list[str]:
        return [found.code async for found in database.look(store.connection, tmp_path, {})]

    assert await codes() == []
    (tmp_path / "settings").mkdir()
    file(tmp_path / "settings", f"CASEBOOK_MONGO_URI={root_uri}\n", "api")
    monkeypatch.setattr(database, "OLDEST", (99, 0, 0))
    assert await codes() == ["database-old", "rights-differ"]
    monkeypatch.setattr(database, "MEMBER_TRIES", 1)
    assert await database._away(store.connection, {"127.0.0.1:1", "127.0.0.1:2"}) == {"127.0.0.1:1", "127.0.0.1:2"}
    await asyncio.sleep(0)
