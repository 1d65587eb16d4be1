"""Check that each public act since the duty began names its own line in the public register."""

from .content import member
from .lines import canonical, matches, need, seconds
from .of_acts import SKEW, OfActs

LINE = "statement-[a-z0-9-]+:[1-9][0-9]{0,14}"


class OfLines(OfActs):
    def leave(self):
        """Check that each public act after the start of the duty refers to a line, unless the act was written before
        the start."""
        since, named, good, open = self.beginning(), set(), 0, 0
        for row in self.versions:
            lines = row["told"].get("stated", [])
            with self.finding("content", "line-missing", row["where"]):
                need(type(lines) is list and all(matches(LINE, line) for line in lines))
                self.expect(len({*lines} - named) == len(lines), "content", "line-twice", row["where"])
                named |= {*lines}
                if row.get("at") is not None and self.public(row):
                    due = since and row["place"] > self.begun[0]["place"] and row["at"] >= since
                    need(lines or not due)
                    good, open = good + bool(due), open + (since is None)
        self.proved |= {"lines": {"count": good}} if good else {}
        self.unproved |= {"lines": {"count": open}} if open else {}

    def beginning(self):
        """Return the start of the duty; None if the pack does not contain it.

        Check that no later entry was cosigned before the start.
        """
        since, times = None, {row["covers"]: row["times"] for row in self.checkpoints}
        for row in (one for one in self.begun if one["told"]):
            with self.finding("time", "unreadable", row["where"]):
                since = seconds(row["told"].get("at"))
                sealed = (times.get(one["size"]) for one in self.versions if one["place"] > row["place"])
                early = all(since <= min(known) + SKEW for known in sealed if known)
                self.expect(early, "time", "after-sealing", row["where"])
        return since

    def public(self, row):
        """Return True if an act is known to be public. An act that depends on a withheld state is not."""
        if (only := self.rights["stated"].get(row["told"]["type"])) is None:
            return False
        path, _, values = only
        value = member(row["told"].get("data") if path.startswith("@") else row["holds"], path.removeprefix("@"))
        return not path or (value if type(value) is str else canonical(value)) in values.split(",")
