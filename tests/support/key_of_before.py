"""The master key as version 0.1.0 used it, when codes, and names in the record, came from command ids."""

from hmac import digest

from domain.case.codes import SIGNS
from store.keys.master import CODE_LENGTH, MasterKey


class KeyOfBefore(MasterKey):
    """Master key that derives the same values as version 0.1.0."""

    @classmethod
    def of(cls, master: MasterKey) -> "KeyOfBefore":
        """Return the same secret, used as in version 0.1.0."""
        made = cls(b"")
        made.__dict__ |= master.__dict__
        return made

    def command_name(self, command_id: str) -> str:
        return command_id

    def object_id(self, command_id: str) -> str:
        return command_id

    def code(self, command_id: str, secret: str) -> str:
        drawn = int.from_bytes(digest(self._lasting["code"], command_id.encode(), "sha256"), "big")
        signs = [SIGNS[drawn >> 5 * place & 31] for place in range(CODE_LENGTH)]
        return "-".join("".join(signs[at : at + 5]) for at in range(0, CODE_LENGTH, 5))

    def ticket(self, code: str) -> str:
        return self.old_ticket(code)
