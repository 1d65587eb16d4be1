"""The log: successions of its key, checkpoints, proofs, the order of versions, and the end of the stream."""

from .lines import MOST, matches, need, seconds, un64
from .notes import LOG_KEY, checkpoint_of, climb, continues, hashed, read_key, read_note
from .pack import Pack


class OfLog(Pack):
    """Steps that check that the versions are in the log, in order and complete."""

    def handover(self, row):
        """Parse a note of succession. The new key must have signed it, and the previous key as well unless that key is
        lost."""
        rows = row["note"].rpartition("\n\n")[0].split("\n")
        need(len(rows) == 6 and rows[0] == "casebook/succession/v1")
        before, after = read_key(rows[1], LOG_KEY), read_key(rows[2], LOG_KEY)
        need(before.keys() != after.keys() and {name for name, _ in [*before, *after]} == {self.head["origin"]})
        signed = read_note(row["note"], before | after)[1]
        need(after.keys() <= signed.keys() and seconds(rows[3]))
        for line in rows[4:]:
            size, _, root = line.partition(" ")
            need(matches("0|[1-9][0-9]{0,15}", size) and int(size) <= MOST and len(un64(root)) == 32)
        (size, root), (last, last_root) = (line.split(" ") for line in rows[4:])
        need(int(last) > int(size) or (last, last_root) == (size, root))
        row |= {"covers": int(size), "root": un64(root), "lost": int(last) - int(size)}
        row |= {"before": before, "after": after, "both": before.keys() <= signed.keys()}

    def succeed(self):
        """Follow successions from the known key to earlier and later ones, with the sizes that each may sign."""
        self.keys = self.trusted("log", self.key)
        self.expect(all(name == self.head["origin"] for name, _ in self.keys), "signature", "foreign-key", "log")
        self.terms, left = dict.fromkeys(self.keys, (0, MOST)), []
        for number, row in enumerate(self.successions, 1):
            with self.finding("signature", "succession", f"succession {number}"):
                self.handover(row)
                left.append(row)
        known, forked = (
            list(left),
            any(len({name for row in left for name in row[end]}) < len(left) for end in ("before", "after")),
        )
        while row := next((row for row in left if self.leads(row)), None):
            left.remove(row)
            ([before], [after]), size = (row["before"], row["after"]), row["covers"]
            self.keys = self.keys | row["before"] | row["after"]
            self.terms[before] = self.terms.get(before, (0, MOST))[0], size
            self.terms[after] = size, self.terms.get(after, (0, MOST))[1]
        self.expect(not forked and not left and self.narrowed(known), "signature", "succession-stray", "successions")
        told = self.head["keys"]["log"]
        with self.finding("signature", "key-differs", "log"):
            need(not self.successions or (told and read_key(told, LOG_KEY).keys() <= self.terms.keys()))
        self.proved |= {"succeeded": {"count": len(known)}} if known else {}
        lost = sum(row["lost"] for row in known)
        self.unproved |= {"lost": {"count": lost}} if lost else {}

    def narrowed(self, rows):
        """Narrow each key to the smallest size from which a later note continues.

        Return True if none precedes its own term.
        """
        following = {name: row for row in rows for name in row["before"]}
        sane = all(row["covers"] + row["lost"] >= self.terms[name][0] for name, row in following.items())
        for name, (first, end) in self.terms.items():
            row = following.get(name)
            while row:
                end, row = min(end, row["covers"]), following.get(next(iter(row["after"])))
            self.terms[name] = first, end
        return sane

    def leads(self, row):
        """Return True if a succession leads from a known key to an unknown one, or back."""
        [before], [after] = row["before"], row["after"]
        return (after in self.terms) != (before in self.terms) and (after in self.terms or row["both"])

    def in_charge(self, signed, size):
        """Return True if one of the signing keys was the log's key at a size."""
        return any(name in signed and first <= size <= end for name, (first, end) in self.terms.items())

    def opened(self, note, place):
        """Return the size, the root and the witnesses' times of a checkpoint. Return None and an empty list if this log
        did not sign it."""
        with self.finding("signature", "checkpoint", place):
            times = read_note(note, self.keys | self.witnesses)[1]
            origin, size, root = checkpoint_of(note)
            need(origin == self.head["origin"])
            need(self.in_charge(times, size))
            return size, root, [time for time in times.values() if time is not None]
        return None, None, []

    def sign(self):
        """Check that each checkpoint is signed by this log's key, and that enough witnesses cosigned the newest."""
        for number, row in enumerate(self.checkpoints, 1):
            row["covers"], row["root"], row["times"] = self.opened(row["note"], f"checkpoint {number}")
        self.roots = {row["covers"]: row["root"] for row in self.checkpoints if row["root"]}
        for number, row in enumerate(self.successions, 1):
            there = self.roots.get(row.get("covers"), row.get("root")) == row.get("root")
            gone = any(row["covers"] > self.terms[name][1] for name in row.get("before", ()) if name in self.terms)
            self.expect(there or gone, "consistency", "forked", f"succession {number}")
        for number, note in enumerate(self.kept, 1):
            size, root, _ = self.opened(note, f"kept {number}")
            self.expect(root is None or self.roots.get(size, root) == root, "consistency", "forked", f"kept {number}")
            if root:
                said = self.proved if size in self.roots else self.unproved
                said["kept"] = {"sizes": sorted({*said.get("kept", {"sizes": []})["sizes"], size})}
        cosigned = len(self.checkpoints[-1]["times"])
        self.expect(cosigned >= self.quorum, "signature", "uncosigned", "checkpoints")
        self.proved["signed"] = {"count": len(self.checkpoints), "witnesses": cosigned}

    def agree(self):
        """Check that each checkpoint extends the previous one, and that the last one is the header's."""
        for number, (old, new) in enumerate(zip([None, *self.checkpoints], self.checkpoints, strict=False), 1):
            with self.finding("consistency", "proof", f"checkpoint {number}"):
                if old is None:
                    need(not new["proof"])
                elif old["root"] and new["root"]:
                    continues(old["covers"], old["root"], new["covers"], new["root"], new["proof"])
        last, root = self.checkpoints[-1]["covers"], self.checkpoints[-1]["root"]
        self.expect(last in (None, self.head["size"]), "consistency", "size-differs", "header")
        for row in self.shared:
            with self.finding("consistency", "proof", f"shared {row['of']}"):
                if root and (row["size"], un64(row["root"]), row["proof"]) != (last, root, []):
                    need(row["size"] > 0)
                    continues(row["size"], un64(row["root"]), last, root, row["proof"])

    def include(self):
        """Check that each version and erasure is in the log under the first checkpoint that covers it."""
        for number, row in enumerate(self.entered, 1):
            row["n"] = number
        for row in [*self.entered, *self.versions, *self.erasures, *self.registry, *self.begun]:
            names = {"authors": "{n}", "version": "{n}", "registry": "{stream}:{n}"}
            row["where"] = f"{row['kind']} {names.get(row['kind'], '{event}').format(**row)}"
            row["leaf"], part = hashed(b"\x00", row["envelope"].encode()), row.get("part")
            root = un64(part["root"]) if part else self.roots.get(row["size"])
            with self.finding("inclusion", "proof", row["where"]):
                need(row["place"] < row["size"] and (root or len(self.roots) < len(self.checkpoints)))
                if part:
                    need(row["size"] == part["size"])
                elif row["kind"] in ("authors", "registry", "more"):
                    need(row["size"] == self.head["size"])
                else:
                    need(all(size <= row["place"] for size in self.roots if size < row["size"]))
                need(not root or climb(row["place"], row["size"] - 1, row["leaf"], row["proof"])[0] == root)
        self.proved["included"] = {"count": len(self.versions)}

    def order(self):
        """Check that versions follow each other without a gap, in the stream and in the log."""
        for chain in (self.versions, *self.chains):
            for number, row in enumerate(chain, 1):
                before = chain[number - 2] if number > 1 else None
                self.expect(row["n"] == number, "order", "gap", row["where"])
                row["said"] = self.enveloped(row, self.stream_of(row), row["n"])
                prev = before["leaf"].hex() if before else None
                self.expect(row["said"].get("prev") == prev, "order", "prev-differs", row["where"])
                self.expect(not before or before["place"] < row["place"], "order", "place-back", row["where"])
        for rows in (self.inline, *(row["rows"] or [] for row in self.shared)):
            names = [row["stream"] for row in rows]
            self.expect(names == sorted(names), "order", "registry-unsorted", "registry")
        names = [row["of"] for row in self.shared]
        self.expect(names == sorted(set(names)), "order", "shared-unsorted", "shared")
        for row in self.shared:
            told, rows = (row["lines"], row["withheld"]), row["rows"]
            good = rows is None or told == (len(rows), sum(one["withheld"] is not None for one in rows))
            self.expect(good, "order", "shared-differs", f"shared {row['of']}")
        for row in [*self.erasures, *self.begun]:
            stream, _, n = row["event"].rpartition(":")
            row["said"] = self.enveloped(row, stream, int(n))
        self.expect(self.head["versions"] == len(self.versions), "order", "versions-differ", "header")
        self.expect(self.end, "order", "end-missing", "end")
        self.expect(not self.end or self.end["lines"] == len(self.rows), "order", "lines-differ", "end")
        self.proved["ordered"] = {"count": len(self.versions)}

    def finish(self):
        """Check the register's statement about the end of the stream. Only this statement shows that no version
        follows."""
        head, keys, note = self.head, self.trusted("promises", self.promise_key), self.end and self.end["statement"]
        self.expect(self.wanted in (None, head["stream"]), "order", "stream-differs", "header")
        self.expect(len(self.versions) >= self.at_least, "order", "too-few", "header")
        self.expect(note or not self.promise_key, "order", "statement-missing", "end")
        if note:
            rows = [head["origin"], head["stream"], head["size"], len(self.versions), self.versions[-1]["leaf"].hex()]
            with self.finding("signature", "statement", "end"):
                text, signed = read_note(note, keys)
                need(signed)
                part = "whole" if head["whole"] else "part"
                wanted = (
                    ["casebook/record/v1", *rows, part]
                    if self.old
                    else ["casebook/record/v2", *rows, part, *self.given()]
                )
                self.expect(text == "".join(f"{row}\n" for row in wanted), "order", "statement-differs", "end")
        self.unproved["stated" if note and head["whole"] else "after"] = {"size": head["size"]}

    def given(self):
        """Return the pack's class of reader, the number of withheld parts, and the hash of all lines before the
        last."""
        return self.head["reader"], self.hidden(), hashed(self.before).hex()

    def ends(self):
        """Check the ends of this stream and the registry's streams against the log's signed index of streams."""
        size, root, self.index = None, None, (None, None)
        for row in self.indexes:
            with self.finding("signature", "index", "index"):
                text, signed = read_note(row["note"], self.keys)
                size, root = (*text.split("\n"), "", "", "")[2:4]
                need(text == f"casebook/streams/v1\n{self.head['origin']}\n{size}\n{root}\n")
                need(matches("0|[1-9][0-9]{0,15}", size) and len(un64(root)) == 32)
                need(self.in_charge(signed, int(size)))
                size, root = self.index = int(size), un64(root)
                with self.finding("order", "index-differs", "index"):
                    need(self.head["whole"])
                    self.ends_at(row, self.versions, size, root)
                    self.proved["indexed"] = {"count": row["n"], "size": size}
        for chain in self.chains:
            with self.finding("order", "index-differs", chain[-1]["where"]):
                need(not any(row["end"] for row in chain[:-1]))
                if way := chain[-1]["end"]:
                    need(type(root) is bytes)
                    self.ends_at(way, chain, size, root)
        for row in self.shared:
            with self.finding("order", "index-differs", f"shared {row['of']}"):
                need(not row["ends"] or type(root) is bytes)
                for way in row["ends"] if row["rows"] is not None else ():
                    chain = [one for one in row["rows"] if one["stream"] == way["stream"]]
                    need(chain and not chain[-1]["end"])
                    self.ends_at(way, chain, size, root)
                    chain[-1]["end"] = way

    def ends_at(self, way, chain, size, root):
        """Raise Wrong unless the index has as many versions of a stream as the pack has below its size."""
        n, earlier = way["n"], chain[: way["n"]]
        need(n > 0 and len(earlier) == n and size <= self.head["size"])
        need(all((later["place"] < size) == (later["n"] <= n) for later in chain))
        key = hashed(self.stream_of(chain[0]).encode())
        hash = hashed(b"\x02", key, n.to_bytes(8, "big"), earlier[-1]["leaf"])
        for depth, beside in zip(range(len(way["proof"]) - 1, -1, -1), map(un64, way["proof"]), strict=True):
            right = key[depth // 8] >> (7 - depth % 8) & 1
            hash = hashed(b"\x03", beside, hash) if right else hashed(b"\x03", hash, beside)
        need(hash == root)
