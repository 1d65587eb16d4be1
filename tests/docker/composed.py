"""compose.yaml and the Dockerfile as data."""

import importlib.util
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import yaml
from dockerfile_parse import DockerfileParser

from scripts.local.home import ROOT

FOLDER = ROOT / "docker"
Table = dict[str, Any]


def compose(name: str = "compose.yaml") -> Table:
    found: Table = yaml.safe_load((FOLDER / name).read_text())
    return found


def services() -> dict[str, Table]:
    found: dict[str, Table] = compose()["services"]
    return found


def trial() -> dict[str, Table]:
    """What trial.yaml adds to the services, with their secrets and volumes beside those of the composition."""
    found: dict[str, Table] = compose("trial.yaml")["services"]
    return found


def mounts(service: Table) -> dict[str, str]:
    """Named volume, or folder of this machine, by where it is in the container."""
    items = [volume.replace("${SECRETS:-./secrets}", "./secrets") for volume in service.get("volumes", [])]
    return {item.split(":")[1]: item.split(":")[0] for item in items}


def steps(file: str = "Dockerfile") -> list[tuple[str, str]]:
    parser = DockerfileParser(fileobj=BytesIO((FOLDER / file).read_bytes()))
    return [(step["instruction"], step["value"]) for step in parser.structure]


def last_stage() -> list[tuple[str, str]]:
    found = steps()
    start = max(number for number, (name, _) in enumerate(found) if name == "FROM")
    return found[start:]


def modules(words: list[str]) -> Iterator[str]:
    """What a command starts: `-m MODULE`, and for uvicorn the application's module."""
    if "-m" in words:
        yield words[words.index("-m") + 1]
    yield from (word.partition(":")[0] for word in words if re.fullmatch(r"[a-z_.]+:[a-z_]+", word))


def exists(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False
