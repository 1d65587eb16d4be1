"""Stamps that are stamped again: the archive grows, openssl and sha256sum agree, and what changes is named."""

import subprocess
from pathlib import Path

import pytest

from store.log.stamping.stamps import ArchiveRefused, Authority, StampRefused, checked, copy_stamps, renew
from tests.sealer.site import Site
from tests.support.tsa import Tsa


@pytest.fixture(scope="module")
def tsa(tmp_path_factory: pytest.TempPathFactory) -> Tsa:
    return Tsa(tmp_path_factory.mktemp("newer"))


@pytest.fixture
def authority(tsa: Tsa) -> Authority:
    return Authority.from_pem(tsa.certificates.read_bytes())


@pytest.fixture
async def folder(site: Site, tmp_path: Path) -> Path:
    """An archive of two stamps; what they are is not looked at here."""
    for size in (1, 2):
        await site.grow(1)
        await site.storage.stamps.insert_one({"_id": size, "stamp": b"stamp %d" % size})
    archive = tmp_path / "archive"
    archive.mkdir()
    assert await copy_stamps(site.storage, archive) == 2
    return archive


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def summed(made: Path) -> bool:
    words = ["sha256sum", "--check", "--strict", made.name]
    return subprocess.run(words, cwd=made.parent, capture_output=True, check=False).returncode == 0


async def test_a_list_of_all_is_stamped_and_other_programs_agree(
    folder: Path, tsa: Tsa, authority: Authority, site: Site
) -> None:
    made = renew(folder, authority, tsa.answer)
    assert files(folder) == ["1.checkpoint", "1.tsr", "2.checkpoint", "2.tsr", "list-0001.tsr", "list-0001.txt"]
    assert summed(made)
    assert tsa.accepts(made.with_suffix(".tsr").read_bytes(), made.read_bytes())
    assert await copy_stamps(site.storage, folder) == 0, "what is there is not copied again"


async def test_the_next_list_covers_the_one_before_and_its_stamp(folder: Path, tsa: Tsa, authority: Authority) -> None:
    renew(folder, authority, tsa.answer)
    second = renew(folder, authority, tsa.answer)
    named = [line.split("  ")[1] for line in second.read_text().splitlines()]
    assert named == ["1.checkpoint", "1.tsr", "2.checkpoint", "2.tsr", "list-0001.tsr", "list-0001.txt"]


@pytest.mark.parametrize("name", ["1.tsr", "2.checkpoint", "list-0001.tsr"])
async def test_what_changed_or_went_is_named(folder: Path, tsa: Tsa, authority: Authority, name: str) -> None:
    renew(folder, authority, tsa.answer)
    renew(folder, authority, tsa.answer)
    kept = (folder / name).read_bytes()
    (folder / name).write_bytes(kept + b"x")
    with pytest.raises(ArchiveRefused, match=f"{name} is not what list"):
        checked(folder)
    (folder / name).unlink()
    with pytest.raises(ArchiveRefused, match=f"{name} of list . is gone"):
        checked(folder)


async def test_a_stamp_that_the_register_changed_is_named(folder: Path, site: Site) -> None:
    await site.storage.stamps.update_one({"_id": 1}, {"$set": {"stamp": b"another"}})
    with pytest.raises(ArchiveRefused, match=r"1\.tsr is there with other content"):
        await copy_stamps(site.storage, folder)


async def test_what_no_authority_stamped_makes_no_list(folder: Path, authority: Authority) -> None:
    before = files(folder)
    with pytest.raises(StampRefused):
        renew(folder, authority, lambda _: b"nonsense")
    assert files(folder) == before


def test_an_archive_of_nothing_is_not_stamped(tmp_path: Path, authority: Authority) -> None:
    with pytest.raises(ArchiveRefused, match="no stamp"):
        renew(tmp_path, authority, lambda _: b"")


def test_a_list_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "list-0001.txt").write_text(f"{'0' * 64}  ../secret\n")
    with pytest.raises(ArchiveRefused, match="gone"):
        checked(tmp_path)
