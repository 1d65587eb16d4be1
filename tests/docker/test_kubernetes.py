"""The example for Kubernetes: it parses, what it refers to is there, and it hardens what the composition hardens."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts.cli.environment import variables
from store.process.settings import Settings, variable
from tests.docs.pages import ROOT

FOLDER = ROOT / "docker/kubernetes"
KUSTOMIZATION = yaml.safe_load((FOLDER / "kustomization.yaml").read_text())
MADE = (ROOT / "docker/make-secrets").read_text()
KNOWN = variables()
STARTED = re.compile(r"(?:workers|scripts)\.[a-z_]+")


def objects() -> list[dict[str, Any]]:
    files = (FOLDER / name for name in KUSTOMIZATION["resources"])
    return [found for file in files for found in yaml.safe_load_all(file.read_text())]


def test_nobody_reaches_a_process_but_the_ingress_and_the_scraper_the_api() -> None:
    policies = {item["metadata"]["name"]: item["spec"] for item in objects() if item["kind"] == "NetworkPolicy"}
    assert policies["nobody-in"] == {"podSelector": {}, "policyTypes": ["Ingress"]}
    admitting = [spec for spec in policies.values() if "ingress" in spec]
    assert [spec["podSelector"]["matchLabels"] for spec in admitting] == [{"app": "api"}]
    assert all(rule["from"] and rule["ports"] for spec in admitting for rule in spec["ingress"])


def test_who_has_keys_reaches_servers_alone() -> None:
    policies = [item["spec"] for item in objects() if item["kind"] == "NetworkPolicy"]
    [leaving] = [spec for spec in policies if "egress" in spec]
    [chosen] = leaving["podSelector"]["matchExpressions"]
    assert set(chosen["values"]) == pods().keys() - {"worker", "sealer"}, "they deliver, and ask witnesses"
    assert {port["port"] for rule in leaving["egress"] for port in rule["ports"]} == {53, 27017, 6379}
    labels = {template["metadata"]["labels"]["app"] for template in templates().values()}
    named = {spec["podSelector"]["matchLabels"]["app"] for spec in policies if "matchLabels" in spec["podSelector"]}
    assert named | set(chosen["values"]) <= labels, "a policy that selects nothing protects nothing"


def templates() -> dict[str, dict[str, Any]]:
    specs = [(item["metadata"]["name"], item.get("spec", {})) for item in objects()]
    inner = [(name, spec.get("jobTemplate", {}).get("spec", spec)) for name, spec in specs]
    return {name: spec["template"] for name, spec in inner if "template" in spec}


def pods() -> dict[str, dict[str, Any]]:
    return {name: template["spec"] for name, template in templates().items()}


def containers() -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    for name, pod in pods().items():
        for container in (*pod.get("initContainers", ()), *pod["containers"]):
            yield f"{name}-{container['name']}", pod, container


CONTAINERS = [pytest.param(pod, container, id=name) for name, pod, container in containers()]


@pytest.mark.parametrize(("pod", "container"), CONTAINERS)
def test_nobody_runs_as_root_or_gains_rights(pod: dict[str, Any], container: dict[str, Any]) -> None:
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["automountServiceAccountToken"] is False
    assert container["securityContext"] == {
        "readOnlyRootFilesystem": True,
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
    }
    assert container["resources"]["limits"]["memory"]
    assert container["image"] == KUSTOMIZATION["images"][0]["name"]


@pytest.mark.parametrize(("pod", "container"), CONTAINERS)
def test_what_it_mounts_and_starts_is_there(pod: dict[str, Any], container: dict[str, Any]) -> None:
    claimed = {"home"}  # by the stateful set's template
    volumes = {volume["name"] for volume in pod["volumes"]} | claimed
    assert {mount["name"] for mount in container["volumeMounts"]} <= volumes
    secrets = {volume["secret"]["secretName"] for volume in pod["volumes"] if "secret" in volume}
    assert secrets <= {generator["name"] for generator in KUSTOMIZATION["secretGenerator"]}
    for module in STARTED.findall(" ".join(container.get("args", ()))):
        path = ROOT.joinpath(*module.split("."))
        assert path.with_suffix(".py").exists() or path.is_dir()


def test_every_variable_is_a_setting() -> None:
    given = {line.partition("=")[0] for line in (FOLDER / "settings.env").read_text().splitlines()}
    given |= {item["name"] for _, _, container in containers() for item in container.get("env", ())}
    files = [file for generator in KUSTOMIZATION["secretGenerator"] for file in generator["files"]]
    given |= {file.partition("=")[0] for file in files if file.startswith("CASEBOOK_")}
    assert {name for name in given if name.startswith("CASEBOOK_")} <= KNOWN
    needed = {
        variable(name) for name, field in Settings.__dataclass_fields__.items() if field.metadata["default"] is None
    }
    assert needed <= given


def test_secrets_are_those_that_are_made() -> None:
    files = {Path(file.rpartition("=")[2]).name for item in KUSTOMIZATION["secretGenerator"] for file in item["files"]}
    missing = {file for file in files if file not in MADE and not file.startswith(("mongo-", "author-"))}
    assert missing == set()


def test_several_apis_and_workers_and_one_sealer() -> None:
    replicas = {item["metadata"]["name"]: item["spec"]["replicas"] for item in objects() if "replicas" in item["spec"]}
    assert replicas == {"api": 2, "worker": 2, "sealer": 1}
    assert {item["kind"] for item in objects() if item["metadata"]["name"] == "sealer"} == {"StatefulSet"}


def test_eraser_and_verifier_are_timers_with_keys_of_their_own() -> None:
    timed = {item["metadata"]["name"]: item["spec"]["schedule"] for item in objects() if item["kind"] == "CronJob"}
    assert timed == {"eraser": "20 * * * *", "verifier": "30 1 * * *"}
    for name in timed:
        (container,) = pods()[name]["containers"]
        assert container["args"][-2:] == [f"workers.{name}", "--once"]
        assert {name, "keys"} <= {mount["name"] for mount in container["volumeMounts"]}


def test_the_api_believes_no_address_of_a_stranger() -> None:
    told = dict(line.split("=", 1) for line in (FOLDER / "settings.env").read_text().splitlines() if line[:1].isupper())
    assert told["FORWARDED_ALLOW_IPS"] not in ("", "*")
