"""Check of times and anchors of a stream's versions, without a witness. Neither times nor anchors may go back, and no
time may be in the future.

Times of revisions that have no author yet may go back, because the clocks of two processes may have differed.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from store.log.audit.finding import SKEW, Finding
from store.log.audit.ledger import Ledger
from store.record.chain import Version

NO_TIME = timedelta()
UNANCHORED_MOST = 10_000
"""Most versions without an anchor that are stored: as many as an installation writes before its first checkpoint."""


class Times:
    def __init__(self, ledger: Ledger, now: datetime) -> None:
        self._ledger, self._now = ledger, now
        self._first_anchored: datetime | None = None
        self._unanchored: list[tuple[datetime, str]] = []

    def names_newer(self, versions: Sequence[Version]) -> bool:
        """Return True if a version refers to an unknown checkpoint. Usually this checkpoint was stored during the
        pass."""
        anchors = {str(anchor) for version in versions if (anchor := version.envelope.get("anchor"))}
        return any(self._ledger.anchored(anchor)[0] is None for anchor in anchors)

    def findings(self, versions: Sequence[Version]) -> Iterator[Finding]:
        before: datetime | None = None
        reached: int | None = None
        for version in versions:
            id, at, signed = version.id, version.at, "author" in version.revision
            if before and at < before - (NO_TIME if signed else SKEW):
                yield Finding("time-back", id, f"claims {at}, the version before it {before}")
            if at > self._now + SKEW:
                yield Finding("time-future", id, f"claims {at}, it is {self._now}")
            before = at
            anchor = version.envelope.get("anchor")
            size, seen = self._ledger.anchored(str(anchor)) if anchor else (None, None)
            if anchor is not None and size is None:
                yield Finding("anchor-unknown", id, f"names {anchor}")
            elif seen and at < seen - SKEW:
                yield Finding("time-early", id, f"claims {at}, names a checkpoint of {seen}")
            if signed and reached is not None and (size is None or size < reached):
                code = "anchor-back" if anchor else "anchor-none"
                yield Finding(code, id, f"names size {size}, the version before it {reached}")
            reached = size if size is not None else reached
            self._note(id, at, anchor is not None, signed)

    def _note(self, id: str, at: datetime, anchored: bool, signed: bool) -> None:
        if anchored:
            self._first_anchored = min(at, self._first_anchored or at)
        elif signed and len(self._unanchored) < UNANCHORED_MOST:
            self._unanchored.append((at, id))

    def without_anchor(self) -> Iterator[Finding]:
        """Yield findings for versions without an anchor, written at a time when other versions already had an anchor.
        Call this after all streams."""
        for at, id in self._unanchored:
            if self._first_anchored and at > self._first_anchored + SKEW:
                yield Finding("anchor-none", id, f"claims {at}, others name a checkpoint since {self._first_anchored}")
