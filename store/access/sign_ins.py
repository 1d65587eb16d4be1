"""Sign-ins, failures, throttled attempts and enrolments: counted for operators, and recorded.

A sign-in and an enrolment are recorded before the answer. Failures and throttled attempts are gathered by account and
written once a minute, so that a flood of attempts adds one row a minute. A crash loses at most the attempts of that
minute. Attempts with an unknown name are counted but not recorded: they belong to no agency.
"""

import asyncio
import logging
from dataclasses import replace

from domain.access.record import SignIn, SignInOutcome, SignInsRecorded
from domain.registry.accounts import User
from store.access.recording import write_access
from store.driver.connection import Connection
from store.process.counters import SIGN_INS
from store.write.anchor import Anchor

log = logging.getLogger("casebook.access")
FLUSH_SECONDS = 60.0
SIGN_INS_A_REVISION = 200


class SignInLog:
    def __init__(self, connection: Connection) -> None:
        self._connection, self._anchor = connection, Anchor(connection)
        self._gathered: dict[tuple[str, str, SignInOutcome], SignIn] = {}
        """Attempts by agency, account and outcome. These keys limit how many entries wait."""

    async def record(self, user: User, outcome: SignInOutcome) -> None:
        """Count and record a successful sign-in or enrolment before the answer."""
        SIGN_INS.labels(outcome.value).inc()
        sign_in = SignIn(user=user.id, outcome=outcome, at=self._connection.clock())
        await write_access(self._connection, self._anchor, SignInsRecorded(agency=user.agency, sign_ins=(sign_in,)))

    def gather(self, user: User | None, outcome: SignInOutcome) -> None:
        """Count a failure, and record it with the next flush. `user` None means that no account has the name."""
        SIGN_INS.labels(outcome.value).inc()
        if user is None:
            return
        key = (user.agency, user.id, outcome)
        before = self._gathered.get(key)
        now = self._connection.clock()
        self._gathered[key] = (
            replace(before, count=before.count + 1) if before else SignIn(user=user.id, outcome=outcome, at=now)
        )

    async def flush(self) -> None:
        """Write the gathered attempts. Attempts that cannot be written remain for the next flush."""
        for agency in dict.fromkeys(agency for agency, _, _ in self._gathered):
            keys = [key for key in self._gathered if key[0] == agency][:SIGN_INS_A_REVISION]
            taken = {key: self._gathered.pop(key) for key in keys}
            try:
                await write_access(
                    self._connection, self._anchor, SignInsRecorded(agency=agency, sign_ins=tuple(taken.values()))
                )
            except BaseException:
                for key, sign_in in taken.items():
                    later = self._gathered.get(key)
                    self._gathered[key] = replace(sign_in, count=sign_in.count + (later.count if later else 0))
                raise

    async def run(self) -> None:
        """Flush every FLUSH_SECONDS until cancelled, and once more at the end."""
        try:
            while True:
                await asyncio.sleep(FLUSH_SECONDS)
                try:
                    await self.flush()
                except Exception as error:  # attempts stay for the next round; the number of accounts bounds them
                    log.warning("sign-ins not recorded: %s", type(error).__name__)
        finally:
            await self.flush()
