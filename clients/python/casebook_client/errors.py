"""What can go wrong. What the register can foresee to refuse is no error: it is in a payload's `problems`."""

from collections.abc import Mapping, Sequence
from typing import Any


class CasebookError(Exception):
    """Any of these."""


class Unreachable(CasebookError):
    """No answer after all attempts. A command may have been carried out: send the same one again."""


class SignedOut(CasebookError):
    """The token has ended and cannot be renewed: the person signs in again."""


class AnswerError(CasebookError):
    """The answer has errors. `data` is what was given all the same: a field that was refused is null."""

    def __init__(self, errors: Sequence[Mapping[str, Any]], data: Any, status: int) -> None:
        first = errors[0]
        self.extensions: Mapping[str, Any] = first.get("extensions", {})
        self.code = str(self.extensions.get("code", ""))
        self.errors, self.data, self.status = errors, data, status
        super().__init__(f"{self.code}: {first.get('message', '')} ({self.extensions.get('correlationId', '-')})")


class FileRefused(CasebookError):
    """A file was not taken, or not given. `code` and sentences are the register's; its operator finds the
    `correlation_id`."""

    def __init__(
        self, status: int, code: str, correlation_id: str = "-", message_vi: str = "", message_en: str = ""
    ) -> None:
        super().__init__(f"{status} {code} ({correlation_id})")
        self.status, self.code, self.correlation_id = status, code, correlation_id
        self.message_vi, self.message_en = message_vi, message_en
