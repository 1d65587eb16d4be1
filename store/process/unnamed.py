"""Notes in Redis that the API could not read the address of somebody without an account."""

from typing import Final

UNNAMED: Final = "casebook:clients-unnamed"
UNNAMED_SECONDS: Final = 24 * 3600
