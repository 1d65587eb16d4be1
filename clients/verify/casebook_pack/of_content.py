"""Check that bodies, states and texts fit their commitments, and that each state follows from its event."""

import json

from .content import Fold, newest_public, plain_in, read_rules, sealed_in, tables
from .lines import Wrong, canonical, need, parsed
from .notes import hashed
from .of_authors import OfAuthors


class OfContent(OfAuthors):
    def fill(self):
        """Check bodies and states against their commitments, and that an event brought each sealed text into a
        state."""
        for chain in (self.versions, *self.chains):
            known, whole = set(), True
            for row in chain:
                row["told"], row["holds"] = {}, {}
                hidden = row["body"] is None or row["state"] is None
                whole = whole and not hidden
                with self.finding("content", "withheld-unlike", row["where"]):
                    need((row["withheld"] is not None) == hidden and (row["body"] is None) == (row["salt"] is None))
                    need(row["body"] or not row["state"])
                self.fill_row(row, known, whole)
        for row in [] if self.old else self.erasures:
            self.fill_erasure(row)
        for row in self.begun:
            self.fill_event(row, "statement.begun")
        hidden = sum(row["withheld"] is not None for row in self.versions)
        self.proved["filled"] = {"count": len(self.versions) - hidden, "of": len(self.versions)}
        self.unproved |= {"withheld": {"count": hidden}} if hidden else {}
        shown = sum(row["withheld"] is not None and row["public"] != {} for row in self.versions)
        self.proved |= {"shown": {"count": shown}} if shown else {}

    def fill_erasure(self, row):
        """Check that an erasure records a destruction and names the destroyed keys."""
        row["groups"] = []
        self.fill_event(row, "erasure.done")
        with self.finding("content", "body-differs", row["where"]):
            try:
                groups = row["told"]["data"]["destruction"]["groups"]
            except (LookupError, TypeError):
                raise Wrong from None
            need(type(groups) is list)
            row["groups"] = groups

    def fill_event(self, row, type):
        """Check the body of an entry that is not a version of the stream."""
        row["told"] = {}
        with self.finding("content", "body-differs", row["where"]):
            need(hashed(bytes.fromhex(row["salt"]), row["body"].encode()).hex() == row["said"].get("body"))
            row["told"] = parsed(row["body"])
            need(row["told"].get("v") == 1 and row["told"].get("type") == type)

    def fill_row(self, row, known, whole):
        salt, body, state, stream = row["salt"], row["body"], row["state"], self.stream_of(row)
        with self.finding("content", "body-differs", row["where"]):
            if body is not None and salt is not None:
                need(hashed(bytes.fromhex(salt), body.encode()).hex() == row["said"].get("body"))
                told = parsed(body)
                need(told.get("v") == 1 and type(told["v"]) is int and type(told.get("type")) is str)
                need(told["type"].partition(".")[0] == stream.partition("-")[0])
                row["told"] = told
        with self.finding("content", "state-differs", row["where"]):
            if state is not None and row["told"]:
                need(hashed(state.encode()).hex() == row["told"].get("state"))
                row["holds"] = parsed(state)
                known.update(sealed_in(row["told"]))
                need(row["holds"].get("id") == stream)
                need(not whole or sealed_in(row["holds"]).keys() <= known)
        with self.finding("content", "shown-differs", row["where"]):
            shown, row["public"] = row.get("shown"), {}
            if shown is not None or (row["holds"] and "shown" in row["said"]):
                shown = shown if shown is not None else newest_public(row["holds"])
                need(hashed(shown.encode()).hex() == row["said"].get("shown"))
                row["public"] = parsed(shown)

    def fold(self):
        """Check that each state follows from its event and the previous state, by the page's rules."""
        rules, folded, of = read_rules(tables()[0]), 0, len(self.versions) + len(self.registry)
        for chain in (self.versions, *self.chains):
            before = {"id": self.stream_of(chain[0])}
            for row in chain:
                if before and row["holds"] and row["told"]["type"] in rules[2]:
                    with self.finding("content", "fold-differs", row["where"]):
                        self.folds(row, before, rules)
                        folded += 1
                before = row["holds"]
        self.proved |= {"folded": {"count": folded, "of": of}} if folded else {}
        self.unproved |= {"fold": {"count": of - folded}} if folded < of else {}

    def folds(self, row, before, rules):
        """Raise Wrong unless an event leads from the previous state to the state in its row."""
        type, kind = row["told"]["type"], self.stream_of(row).partition("-")[0]
        need((type in rules[1]) == (row["n"] == 1))
        try:
            need(canonical(Fold(rules, kind, before, row["told"]["data"]).run(type)) == canonical(row["holds"]))
        except (LookupError, TypeError, AttributeError, ValueError, RecursionError):
            raise Wrong from None

    def open(self):
        """Check that each sealed text opens to its commitment, or was erased by an event of the log."""
        events, there, used, opened = {row["event"]: row for row in self.erasures}, set(), set(), 0
        plain = set().union(*(plain_in([row["told"], row["holds"]]) for row in self.versions))
        for row in self.versions:
            wanted, given = sealed_in([row["told"], row["holds"], row["public"]]), [*row["texts"], *row["erased"]]
            for text in row["texts"]:
                data = bytes.fromhex(text["salt"]), json.dumps(text["value"], ensure_ascii=False).encode()
                right = hashed(b"casebook/sealed/v1\n", *data).hex() == text["commitment"]
                self.expect(right, "texts", "altered", row["where"])
            commitments, gone = {text["commitment"] for text in given}, {text["event"] for text in row["erased"]}
            there, used, opened = there | commitments, used | gone, opened + len(row["texts"])
            self.expect(gone <= events.keys(), "texts", "erasure-missing", row["where"])
            self.expect(
                self.old or self.destroyed(row["erased"], wanted, events), "texts", "erasure-differs", row["where"]
            )
            sorted_once = len(commitments) == len(given) and all(
                row[part] == sorted(row[part], key=lambda text: text["commitment"]) for part in ("texts", "erased")
            )
            self.expect(commitments <= wanted.keys() and sorted_once, "texts", "stray", row["where"])
            self.expect(wanted.keys() <= there, "texts", "missing", row["where"])
        self.expect(events.keys() <= used, "texts", "stray", "erasures")
        hashes = {text["value"] for row in self.versions for text in row["texts"] if text["commitment"] in plain}
        for number, file in enumerate(self.files, 1):
            self.expect(file in hashes, "texts", "file-unknown", f"file {number}")
        self.proved |= {"files": {"count": len(self.files)}} if self.files else {}
        self.unproved |= {"files": {"count": len(plain)}} if plain and not self.files else {}
        self.proved["opened"] = {"count": opened, "erased": len(there) - opened}
        self.unproved |= {"erasure" if self.old else "erasure-right": {}} if used else {}

    def destroyed(self, erased, named, events):
        """Return True if each erased text was under a key that its erasure destroyed."""
        found = [(named.get(text["commitment"]), events.get(text["event"])) for text in erased]
        return all(row is None or group in row["groups"] for group, row in found)
