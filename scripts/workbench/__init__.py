"""The workbench: measuring, proving and releasing Casebook. Never in the image."""

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
"""The repository."""
