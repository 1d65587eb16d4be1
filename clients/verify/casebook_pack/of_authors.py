"""Checks the authors that the log's own entries admit, and that an admitted process signed each entry."""

from cryptography.exceptions import InvalidSignature

from .lines import MOST, Wrong, matches, need, un64
from .notes import LATE, LOG_KEY, PERSON, follows, read_author, read_key, read_note
from .of_log import OfLog


class OfAuthors(OfLog):
    def admit(self):
        """Read the log's authors from entries that follow each other. The log's key and a person must have signed each
        of these entries."""
        self.writers, self.second, self.late, before = [], {}, {}, None
        for row in self.entered:
            with self.finding("signature", "authors-unsigned", row["where"]):
                self.enter(row, before)
            before = row
        with self.finding("order", "index-differs", "authors"):
            need(not any(row["end"] for row in self.entered[:-1]))
            if before and before["end"]:
                need(type(self.index[1]) is bytes)
                self.ends_at(before["end"], self.entered, *self.index)
        if self.entered and not self.second:
            self.unproved["alone"] = {}

    def enter(self, row, before):
        """Accept the next entry on authors. Raise Wrong."""
        text, place = row["envelope"].rpartition("\n\n")[0] + "\n", row["place"]
        prev = before["leaf"].hex() if before else "-"
        start = f"casebook/authors/v1\n{self.head['origin']}\n{row['n']}\n{prev}\n"
        need(text.startswith(start) and (not before or before["place"] < place))
        lines = text[len(start) :].split("\n")
        need(lines.pop() == "")
        keys = [line for line in lines if not line.startswith((PERSON, LATE))]
        late, people = [line for line in lines if line.startswith(LATE)], {}
        need(lines[len(lines) - len(late) :] == late and (self.second or not late))
        need(all(matches("[0-9a-f]{64}", line[len(LATE) :]) for line in late))
        for line in lines[len(keys) : len(lines) - len(late)]:
            need(line.startswith(PERSON))
            people |= read_key(line[len(PERSON) :], LOG_KEY)
        need(all(name.startswith(f"{self.head['origin']}/persons/") for name, _ in people))
        rows = [read_author(line, self.head["origin"]) for line in keys]
        follows(rows, self.writers, place, not before, bool(people))
        signed = read_note(row["envelope"], self.keys | self.second)[1].keys()
        need(self.in_charge(signed, place + 1))
        need(not self.second or not self.second.keys().isdisjoint(signed))
        self.writers, self.second = rows, people
        self.late = {**dict.fromkeys((line[len(LATE) :] for line in late), place), **self.late}

    def sealed_late(self, row):
        """Add a finding for a version that was sealed late, unless an earlier entry states that the version waited.

        A later entry only explains the finding.
        """
        said = self.late.get(row["leaf"].hex(), MOST)
        self.expect(said < MOST, "time", "sealed-late", row["where"])
        if row["place"] < said < MOST:
            self.unproved.setdefault("explained", {"count": 0})["count"] += 1

    def author(self):
        """Check that each entry was signed by a process admitted at its log index, from the first admission on."""
        known, signed, whole = self.writers, 0, bool(self.entered and self.entered[-1]["end"])
        if not self.entered:
            with self.finding("signature", "authors-unreadable", "authors"):
                lines = (self.authors or "").split("\n")
                keys = [line for line in lines if line and not line.startswith(("#", PERSON, LATE))]
                known = [read_author(line, self.head["origin"]) for line in keys]
            whole = bool(known)
        begin = min((row["begin"] for row in known), default=MOST)
        rows = [*self.versions, *self.registry, *([] if self.old else self.erasures), *self.begun]
        for row in rows:
            with self.finding("authority", "author", row["where"]):
                need((row["author"] is None) == (row["signature"] is None))
                if row["place"] >= begin:
                    need(row["author"])
                    at = [one for one in known if one["short"] == row["author"]]
                    at = [one for one in at if one["begin"] <= row["place"] < one["stop"]]
                    need(at)
                    row |= {"process": at[0]["process"], "types": at[0]["types"]}
                    try:
                        at[0]["public"].verify(un64(row["signature"]), b"casebook/act/v1\n" + row["leaf"])
                    except InvalidSignature:
                        raise Wrong from None
                    signed += 1
        self.proved |= {"authored": {"count": signed, "of": len(rows)}} if known else {}
        self.unproved |= {} if whole or not any(row["author"] for row in rows) else {"author": {}}
