"""The secrets of the containers: made once, and turned into settings at the start."""

import os
import re
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography import x509

from store.provisioning.provision import USERS
from tests.docker.composed import FOLDER, compose


@pytest.fixture
def made(tmp_path: Path) -> Path:
    make(tmp_path / "secrets")
    return tmp_path / "secrets"


def make(folder: Path) -> None:
    subprocess.run([FOLDER / "make-secrets", folder], check=True, stderr=subprocess.DEVNULL)


def texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir() if path.is_file()}


def test_everything_mounted_is_made(made: Path) -> None:
    mounted = {one["file"].removeprefix("${SECRETS:-./secrets}/") for one in compose()["secrets"].values()}
    assert mounted - texts(made).keys() == set()


def test_what_is_needed_to_try_it_out_is_made_when_asked_for(tmp_path: Path) -> None:
    env = {**os.environ, "SECRETS": str(tmp_path / "secrets"), "SETTINGS": str(tmp_path / "settings.env")}
    subprocess.run([FOLDER / "set-up", "--trial", "localhost"], env=env, check=True, stdout=subprocess.DEVNULL)
    kept = (tmp_path / "settings.env").read_text()
    assert "CASEBOOK_SIGN_IN_URL=https://localhost/oauth\n" in kept
    assert "PROXY_NAME=localhost\nPROXY_TLS=internal\n" in kept
    mounted = {one["file"].removeprefix("${SECRETS:-./secrets}/") for one in compose("trial.yaml")["secrets"].values()}
    certificate = x509.load_pem_x509_certificate((tmp_path / "secrets/mail-certificate").read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["mail"]
    assert mounted <= texts(tmp_path / "secrets").keys()
    subprocess.run([FOLDER / "set-up", "other.example"], env=env, check=True, stdout=subprocess.DEVNULL)
    assert (tmp_path / "settings.env").read_text() == kept


@pytest.mark.parametrize("name", ["", "https://casebook.example", "casebook.example/x", "a b", "$(id)"])
def test_what_is_no_name_of_a_host_is_refused(name: str, tmp_path: Path) -> None:
    env = {"PATH": "/usr/bin:/bin", "SECRETS": str(tmp_path / "secrets"), "SETTINGS": str(tmp_path / "settings.env")}
    done = subprocess.run([FOLDER / "set-up", name], env=env, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2
    assert list(tmp_path.iterdir()) == []


def test_every_user_has_a_password_and_an_address_with_it(made: Path) -> None:
    told = texts(made)
    for user in USERS:
        assert re.fullmatch("[0-9a-f]{48}", told[f"mongo-{user}"])
        assert told[f"mongo-uri-{user}"].startswith(f"mongodb://{user}:{told[f'mongo-{user}']}@mongo:27017/")
    assert len({told[f"mongo-{user}"] for user in USERS}) == len(USERS)


def test_the_queue_asks_for_the_password_that_is_given(made: Path) -> None:
    told = texts(made)
    assert told["queue-conf"].strip().removeprefix("requirepass ") == told["queue-password"]
    assert f":{told['queue-password']}@queue:" in told["queue-url"]


def test_the_folder_is_closed_and_the_files_can_be_mounted(made: Path) -> None:
    assert made.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in made.iterdir() if path.is_file()} == {0o444}
    assert {(made / name).stat().st_mode & 0o777 for name in ("files", "certificate")} == {0o755}


def test_made_again_nothing_changes(made: Path) -> None:
    before = texts(made)
    make(made)
    assert texts(made) == before


def test_what_a_crash_left_out_is_made(made: Path) -> None:
    before = texts(made)
    (made / "queue-url").unlink()
    (made / ".new").write_text("half")
    make(made)
    after = texts(made)
    assert after["queue-url"] == before["queue-url"]


def test_secrets_become_settings_and_nothing_else_does(tmp_path: Path) -> None:
    (tmp_path / "CASEBOOK_REDIS_URL").write_text("redis://:a$b 'c'@queue\n")
    (tmp_path / "master-key").write_text("deep")
    done = subprocess.run(
        [FOLDER / "entrypoint", "sh", "-c", "env; exit 3"],
        env={"SECRETS": str(tmp_path), "PATH": "/usr/bin:/bin"},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    assert "CASEBOOK_REDIS_URL=redis://:a$b 'c'@queue\n" in done.stdout
    assert "deep" not in done.stdout


def test_author_keys_name_their_process_and_differ(made: Path) -> None:
    keys = {path.name: path.read_text().split() for path in made.glob("author-*")}
    assert {f"author-{name}" for name, _ in keys.values()} == keys.keys()
    assert {len(bytes.fromhex(key)) for _, key in keys.values()} == {32}
    assert len({key for _, key in keys.values()}) == len(keys)


def test_the_public_halves_are_handed_over_once_and_again(made: Path, tmp_path: Path, root_uri: str) -> None:
    public, home = tmp_path / "public", tmp_path / "sealer"
    public.mkdir()
    env = {
        **os.environ,
        "CASEBOOK_MONGO_URI": root_uri,
        "CASEBOOK_MONGO_PREFIX": f"handed_{secrets.token_hex(4)}",
        "CASEBOOK_LOG_ORIGIN": "casebook.test/log",
        "CASEBOOK_SEALER_HOME": str(home),
    }
    command = [sys.executable, "-m", "scripts.cli.containers.start_log", str(public), str(made)]
    for _ in range(2):
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        assert (public / "vkey").read_text().startswith("casebook.test/log+")
        names = [line.split("+")[0].rpartition("/")[2] for line in (public / "authors").read_text().splitlines()]
        assert names == ["api", "cli", "eraser", "verifier", "worker"]
