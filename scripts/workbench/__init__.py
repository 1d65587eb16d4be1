"""The workbench: programs that measure, prove and release Casebook. They are never in the image."""

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
"""Root folder of the repository."""
