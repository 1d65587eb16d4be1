"""The Dockerfile: what is checked without building it."""

import json
import re

import pytest

from scripts.local.home import ROOT
from tests.docker.composed import FOLDER, exists, last_stage, modules, mounts, services, steps

PACKAGES = {"domain", "store", "auth", "schema", "resolvers", "workers", "api", "scripts/cli"}


def values(name: str) -> list[str]:
    return [value for instruction, value in last_stage() if instruction == name]


def copied() -> list[str]:
    own = [value for name, value in steps() if name == "COPY" and "--from" not in value]
    return [word for value in own for word in value.split()[:-1]]


def test_bases_have_a_version() -> None:
    bases = [value.split()[0] for name, value in steps() if name == "FROM"]
    assert len(bases) == 2
    given = [value for file in ("Dockerfile", "proxy/Dockerfile") for name, value in steps(file) if name == "ARG"]
    assert given == ["PYTHON_DIGEST", "CADDY_DIGEST"], "without a default: a build without a digest has no base"
    for base in bases:
        assert re.fullmatch(r"[a-z/]+:\d+\.\d+[a-z0-9.-]*@\$\{[A-Z]+_DIGEST\}", base), base


def test_pin_knows_every_base() -> None:
    pinned = (FOLDER / "pin").read_text()
    built = [step for file in ("Dockerfile", "proxy/Dockerfile") for step in steps(file)]
    bases = [value.split()[0] for name, value in built if name == "FROM"]
    bases += [one["image"] for one in services().values() if "DIGEST" in one["image"]]
    for base in bases:
        image, name = re.fullmatch(r"([^@]+)@\$\{([A-Z]+)_DIGEST.*\}", base).groups()  # type: ignore[union-attr]
        assert f"\n{name} {image}\n" in pinned


def test_it_does_not_run_as_root() -> None:
    (user,) = values("USER")
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user)
    assert [name for name, _ in last_stage()].index("USER") > max(
        number for number, (name, _) in enumerate(last_stage()) if name in ("COPY", "RUN")
    )


def test_packages_are_hashed_wheels_of_the_runtime_lock() -> None:
    installs = [value for name, value in steps() if name == "RUN" and "pip install" in value]
    assert len(installs) == 1
    assert "--require-hashes --only-binary :all: -r /requirements/tracing.lock" in installs[0]


def test_our_folders_stand_before_packages_of_the_same_name() -> None:
    assert values("WORKDIR") == ["/app"]
    assert "PYTHONPATH=/app" in " ".join(values("ENV")).split()


def test_everything_copied_exists_and_nothing_is_forgotten() -> None:
    sources = copied()
    assert [source for source in sources if not (ROOT / source).exists()] == []
    assert set(sources) >= PACKAGES
    assert {source for source in sources if source.startswith("scripts")} == {"scripts/__init__.py", "scripts/cli"}


def test_modules_are_compiled_after_the_last_one_is_copied() -> None:
    name, value = [step for step in last_stage() if step[0] in ("COPY", "RUN")][-1]
    assert (name, value.split()[:3], value.split()[-1]) == ("RUN", ["python", "-m", "compileall"], "/app")


def test_only_what_is_copied_is_sent_to_the_builder() -> None:
    told = (FOLDER / "Dockerfile.dockerignore").read_text().splitlines()
    lines = [line for line in told if line and not line.startswith("#")]
    allowed = {line[1:] for line in lines if line.startswith("!")}
    assert (lines[0], allowed) == ("*", set(copied()))


@pytest.mark.parametrize("instruction", ["CMD", "ENTRYPOINT"])
def test_what_is_started_exists(instruction: str) -> None:
    (text,) = values(instruction)
    words = json.loads(text)
    if instruction == "ENTRYPOINT":
        assert (ROOT / words[0].removeprefix("/app/")).stat().st_mode & 0o111
    else:
        found = list(modules(words))
        assert found == ["uvicorn", "api.app"]
        assert [name for name in found if not exists(name)] == []


def test_the_proxy_is_no_root_and_keeps_certificates_where_its_volume_is() -> None:
    told = steps("proxy/Dockerfile")
    assert re.fullmatch(r"caddy:\d+\.\d+@\$\{CADDY_DIGEST\}", dict(told)["FROM"])
    assert ("USER", "10001:10001") in told
    assert any("-o 10001 -g 10001 /data" in value and "setcap -r /usr/bin/caddy" in value for _, value in told)
    assert mounts(services()["proxy"])["/data"] == "certificates"


def test_every_volume_belongs_to_who_writes_into_it() -> None:
    made = next(value for name, value in last_stage() if name == "RUN")
    told = {place for one in services().values() if one["image"].startswith("casebook:") for place in mounts(one)}
    assert {place for place in told if place.startswith("/var/")} <= set(made.split())
