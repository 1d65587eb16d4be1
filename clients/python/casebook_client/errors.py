"""Errors of the client. A refusal that the register can foresee is not an error: the payload's `problems` contain
it."""

from collections.abc import Mapping, Sequence
from typing import Any


class CasebookError(Exception):
    """Base of all errors of the client."""


class Unreachable(CasebookError):
    """No answer came after all attempts. A command may have been executed: send the same command again."""


class SignedOut(CasebookError):
    """The token has expired and cannot be renewed: the person must sign in again."""


class AnswerError(CasebookError):
    """The answer has errors. `data` contains the rest of the answer, in which a refused field is null."""

    def __init__(self, errors: Sequence[Mapping[str, Any]], data: Any, status: int) -> None:
        first = errors[0]
        self.extensions: Mapping[str, Any] = first.get("extensions", {})
        self.code = str(self.extensions.get("code", ""))
        self.errors, self.data, self.status = errors, data, status
        super().__init__(f"{self.code}: {first.get('message', '')} ({self.extensions.get('correlationId', '-')})")


class FileRefused(CasebookError):
    """A file was not accepted, or not returned.

    The code and the sentences come from the register. The register's operator can look up the `correlation_id`.
    """

    def __init__(
        self, status: int, code: str, correlation_id: str = "-", message_vi: str = "", message_en: str = ""
    ) -> None:
        super().__init__(f"{status} {code} ({correlation_id})")
        self.status, self.code, self.correlation_id = status, code, correlation_id
        self.message_vi, self.message_en = message_vi, message_en
