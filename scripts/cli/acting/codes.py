"""Codes that open an account, on two sheets: each goes to another person, who hands it to whom the account is for.

The register gets the SHA-256 only. A sheet has a line for each account: its name, a space, the code. A code is on its
sheet before the register knows it, so that none is lost in a crash.
"""

import secrets
from pathlib import Path

from scripts.cli.errors import WrongUse
from store.process.private_files import is_kept, private_folder, write_private

CODE_BYTES = 16
SHEETS = ("first", "second")


class Sheets:
    """The two sheets in a folder, which is made when missing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def code(self, sheet: str, account: str, *, fresh: bool) -> str:
        """The code of an account on a sheet; drawn when there is none, or when a fresh one is asked for.

        Raises WrongUse for a folder or a sheet that cannot be used.
        """
        try:
            private_folder(self.folder)
            codes = self._read(sheet)
            if fresh or account not in codes:
                codes[account] = secrets.token_hex(CODE_BYTES)
                write_private(self.folder / sheet, "".join(f"{name} {code}\n" for name, code in codes.items()))
            return codes[account]
        except (OSError, ValueError) as error:
            raise WrongUse(f"{self.folder / sheet} cannot be used: {error}") from None

    def _read(self, sheet: str) -> dict[str, str]:
        path = self.folder / sheet
        lines = path.read_text(encoding="utf-8").splitlines() if is_kept(path) else []
        return {name: code for name, _, code in (line.partition(" ") for line in lines)}
