"""Following an event stream whose connection may be lost. The last cursor determines where the stream continues.

The stream has the protocol graphql-sse, "distinct connections mode". It sends a comment at least every 12 seconds, so a
longer silence means a lost connection.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import httpx

from casebook_client import retry
from casebook_client.errors import AnswerError, CasebookError, Unreachable
from casebook_client.operation import Asked

ATTEMPTS_MOST = 60
"""Largest number of consecutive failures to reconnect. They last about ten minutes."""

Open = Callable[[Asked[Any]], Iterator[Any]]


def follow(open: Open, asked: Asked[Any], after: str | None, wait: retry.Sleep) -> Iterator[Any]:
    """Yield the events of a subscription. After a lost connection, continue from the last cursor. Raise
    CasebookError."""
    failed = 0
    while True:
        why: Exception | None = None
        try:
            for data in open(Asked(asked.document, {**asked.variables, **({"after": after} if after else {})})):
                [told] = data.values()
                after, failed = told["cursor"], 0
                yield data
        except (httpx.TransportError, Unreachable) as error:
            why = error
        except AnswerError as error:
            if error.code not in retry.AGAIN_CODES:
                raise
            why = error
        if why:
            failed += 1
            if failed == ATTEMPTS_MOST:
                raise Unreachable(f"{asked.document.name}: {why}") from why
            wait(retry.pause_after(failed))


def answers(response: httpx.Response) -> Iterator[Mapping[str, Any]]:
    """Yield the answers in an event stream, until it is complete. Raise httpx.TransportError if it is cut off."""
    event = ""
    for line in response.iter_lines():
        if line.startswith("event:"):
            event = line.removeprefix("event:").strip()
        elif line.startswith("data:") and event == "next":
            yield json.loads(line.removeprefix("data:"))
        if event == "complete":
            return
    raise httpx.ReadError("the stream was cut off")


def interrupted(response: httpx.Response) -> CasebookError:
    if response.status_code in retry.AGAIN:
        return Unreachable(f"status {response.status_code}")
    try:
        errors = response.json()["errors"]
    except (ValueError, KeyError, TypeError):
        errors = [{"message": f"status {response.status_code}"}]
    return AnswerError(errors, None, response.status_code)
