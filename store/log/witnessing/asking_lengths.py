"""Requests to witnesses to cosign an index of streams, with the new lines of the public register."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence

from store.log.witnessing.lengths import Shown, request_of
from store.log.witnessing.witness import WitnessAway, own_lines, post
from store.tlog.note import join, split
from store.tlog.policy import Policy, Witness
from store.tlog.strict import LogFault

SHOWN_TYPE = "application/json"
Show = Callable[[Mapping[str, int]], Awaitable[Sequence[Shown]]]
"""Function that returns the parts of an index for a witness, given the numbers of versions that it knows."""


class IndexWitnesses:
    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._known: dict[str, Mapping[str, int]] = {}
        self.states: dict[str, str] = {}

    async def cosigned(self, note: bytes, show: Show) -> bytes:
        """Return the note with the cosignatures received.

        A witness that refuses or does not answer adds no cosignature.
        """
        text, _ = split(note)
        answers = [await self._try(witness, note, show) for witness in self._policy.witnesses.values() if witness.url]
        return join(text, [note[len(text.encode()) + 1 :], *answers])

    async def _try(self, witness: Witness, note: bytes, show: Show) -> bytes:
        try:
            return await self._ask(witness, note, show)
        except (WitnessAway, LogFault, ValueError) as error:
            self.states[witness.name] = str(error)
            return b""

    async def _ask(self, witness: Witness, note: bytes, show: Show) -> bytes:
        for _ in range(2):  # the first answer may be the lengths that it knows
            shown = await show(self._known.get(witness.name, {}))
            status, data = await post(f"{witness.url}/add-index", request_of(note, shown), SHOWN_TYPE)
            if status == 200:
                self._known[witness.name] = {row.stream: row.end.n for row in shown}
                self.states[witness.name] = "cosigned"
                return own_lines(witness, note, data)
            if status != 409:
                raise WitnessAway(f"status {status}: {data[:200].decode(errors='replace')}")
            self._known[witness.name] = {str(stream): int(n) for stream, n in json.loads(data).items()}
        raise WitnessAway("two different lengths")
