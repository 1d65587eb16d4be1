"""A folder for an installation."""

from pathlib import Path

import pytest


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return the folder of an installation that was never started."""
    return tmp_path / "home"
