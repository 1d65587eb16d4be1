"""The five databases: their names, in one place.

MongoDB can bound rights to a collection, smaller servers only to a database; hence one database a right.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Names:
    prefix: str

    @property
    def record(self) -> str:
        """`revisions` and `commands`, `chunks` and `figures` of reports: inserted, never changed."""
        return f"{self.prefix}_record"

    @property
    def log(self) -> str:
        """`pending` and what the sealer makes of it."""
        return f"{self.prefix}_log"

    @property
    def vault(self) -> str:
        """`sealed` and `contacts`: values as ciphertext."""
        return f"{self.prefix}_vault"

    @property
    def keys(self) -> str:
        """`wrapped`: the key of each sealed group; erasing is deleting here."""
        return f"{self.prefix}_keys"

    @property
    def main(self) -> str:
        """Heads, outbox, counters: everything that can be rebuilt or is not the record."""
        return self.prefix

    @property
    def all(self) -> tuple[str, ...]:
        return (self.record, self.log, self.vault, self.keys, self.main)
