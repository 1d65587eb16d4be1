"""The whole verification: all steps in their order, and the report."""

from .lines import BY_CUT, CUT
from .of_signatures import OfSignatures
from .pack import NEEDS

UNPINNED, LESS, FIRST_EXIT = 3, 4, 10
"""Exit codes: no key was given; the pack shows less than the reader needs; the first class of findings."""
STEPS = ("succeed", "sign", "agree", "include", "order", "finish", "ends", "admit", "fill", "fold", "act", "author")
STEPS += ("fit", "date", "date_registry", "authorise", "leave", "endorse", "open")
CLASSES = ("format", "signature", "consistency", "inclusion", "order", "content", "authority", "time", "texts")


class Check(OfSignatures):
    def run(self):
        """Run all steps, each after those on which it depends."""
        for step in STEPS:
            getattr(self, step)()
        self.conclude()

    def conclude(self):
        """Add the facts that no pack can prove, and those that this pack does not prove."""
        self.unproved |= {"admission": {}} if "authority" in self.proved else {}
        self.unproved |= {"first": {}, "truth": {}, "later": {"size": self.head["size"]}}
        self.unproved |= {} if any(row["times"] for row in self.checkpoints) else {"witness": {}}
        self.unproved |= {"stamp": {}} if any(row["stamp"] for row in self.checkpoints) else {}
        self.unproved |= {} if self.key else {"pinned": {}}
        self.unproved |= {"old": {}} if self.old else {}
        index = self.proved.get("indexed", {}).get("size")
        ended = index == self.head["size"]
        if ended:
            self.unproved = {name: said for name, said in self.unproved.items() if name not in ("stated", "after")}
        more = len(self.more) - len(self.begun)
        self.unproved |= {"more": {"count": more}} if more else {}
        away = [row["of"] for row in self.shared if row["rows"] is None]
        self.unproved |= {"shared": {"parts": away}} if away else {}
        lacks = {
            "index": not ended,
            "authority": not self.unproved.keys().isdisjoint(("authority", "programs", "endorsed")),
            "authors": "authored" not in self.proved or "author" in self.unproved,
            "nothing-withheld": self.hidden() > 0,
            "erasures": "erasure" in self.unproved,
        }
        asked = [name for name in ("kept", "shared") if name in self.unproved]
        self.lacking = [name for name in NEEDS if name in self.needs and lacks[name]] + asked

    def report(self):
        """Return the result: the exit code, the findings, the proved facts and the unproved ones."""
        found = [{"class": kind, "code": code, "place": place} for kind, code, place in dict.fromkeys(self.findings)]
        first = FIRST_EXIT + min((CLASSES.index(row["class"]) for row in found), default=0)
        exit = first if found else UNPINNED if not self.key else LESS if self.lacking else 0
        said = {"proved": {} if found else self.proved, "notProved": self.unproved}
        verdict, lacking = self.verdict(), [] if found else self.lacking
        return {"stream": self.stream, "exit": exit, "verdict": verdict, "findings": found, "lacking": lacking, **said}

    def verdict(self):
        """Return the verdict. A file whose only fault is that it ends too early has its own verdict."""
        codes = {code for _, code, _ in self.findings}
        if codes:
            return "cut" if codes & CUT and codes <= BY_CUT else "fails"
        return "unpinned" if not self.key else "less" if self.lacking else "holds"
