"""The bill of materials: all that the lock names, with its hashes, and a licence for each package that is here."""

from scripts.workbench.releasing.parts import LOCK, bill, licence, pinned
from workers.documents.fonts import PINNED

TEXT = LOCK.read_text(encoding="utf-8")


def test_it_names_every_package_of_the_lock_once() -> None:
    lines = [line for line in TEXT.splitlines() if line and not line[0].isspace() and not line.startswith("#")]
    made = [one for one in bill(TEXT)["components"] if one["type"] == "library"]
    assert len(made) == len(lines)
    for one, line in zip(made, lines, strict=True):
        assert line.startswith(one["name"])
        assert f"=={one['version']}" in line
    assert len({one["bom-ref"] for one in made}) == len(made)


def test_fonts_the_explorer_and_base_images_are_in_it() -> None:
    others = [one for one in bill(TEXT)["components"] if one["type"] != "library"]
    hashes = {one["name"]: one["hashes"][0]["content"] for one in others if one["type"] == "file"}
    assert set(hashes) == {"Liberation Serif", "graphiql", "react", "react-dom"}
    assert set(PINNED.values()) <= {one["hashes"][0]["content"] for one in others if one["type"] == "file"}
    images = {one["name"] for one in others if one["type"] == "container"}
    assert images == {"python", "caddy", "mongo", "valkey/valkey"}
    assert len({one["bom-ref"] for one in others}) == len(others) == len(PINNED) + 4 + 4


def test_every_file_has_its_hash() -> None:
    assert sum(len(hashes) for _, _, hashes, _ in pinned(TEXT)) == TEXT.count("--hash=sha256:")
    assert all(hashes for _, _, hashes, _ in pinned(TEXT))


def test_what_is_shipped_says_its_licence_and_none_forbids_it() -> None:
    said = {name: licence(name) for name, *_ in pinned(TEXT)}
    assert said["starlette"] == "BSD-3-Clause"
    assert licence("no-such-package") is None
    assert not [name for name, text in said.items() if text and "GPL" in text and "LGPL" not in text]


def test_a_package_without_a_licence_is_one_that_this_machine_has_no_use_for() -> None:
    """Its marker says where it is installed: `colorama` on Windows alone."""
    packages = [one for one in bill(TEXT)["components"] if one["type"] == "library"]
    silent = {one["name"]: one.get("properties") for one in packages if "licenses" not in one}
    assert silent["colorama"] == [{"name": "python:marker", "value": "sys_platform == 'win32'"}]
    assert [name for name, said in silent.items() if not said] == []
