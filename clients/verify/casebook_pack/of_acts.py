"""Check that each act is possible, by an actor with the right to do it, and at a consistent time."""

from datetime import UTC, datetime

from .content import tables
from .lines import matches, need, seconds
from .notes import hashed
from .of_content import OfContent
from .rights import DAY_BEGINS, WITH_CLIENT, Registry, read_rights

SKEW, SEAL_WITHIN = 300, 3600
"""Seconds of clock skew, and seconds within which a version is sealed."""


class OfActs(OfContent):
    def act(self):
        """Check that each actor can exist, according to the body."""
        for row in [*self.versions, *self.registry, *self.erasures, *self.begun]:
            with self.finding("authority", "actor-unlike", row["where"]):
                if row.get("told"):
                    actor = row["told"].get("actor")
                    need(type(actor) is dict and type(row["told"].get("action")) is str)
                    need(actor.get("kind") in ("PERSON", "CLIENT", "SYSTEM", "OPERATOR", "PUBLIC"))
                    person = actor["kind"] != "PERSON" or matches("officer-[a-z0-9-]+", actor.get("subject"))
                    named = (type(actor.get(name)) is str for name in ("agency", "client"))
                    need(person and (actor["kind"] not in WITH_CLIENT or all(named)))
                    row["acts"] = True

    def fit(self):
        """Check that each act is possible: its action writes this type of event, and its actor and process may take
        it."""
        self.rights = read_rights(tables()[1])
        for row in [*self.versions, *self.registry, *self.erasures, *self.begun]:
            if row.get("acts"):
                name, kind = row["told"]["action"], row["told"]["actor"]["kind"]
                process = row.get("process")
                with self.finding("authority", "act-unfit", row["where"]):
                    need(name in self.rights["writes"].get(row["told"]["type"], ()))
                    need(kind in self.rights["act"][name][2])
                    need(not process or process in self.rights["by"].get(name, self.rights["process"][kind]))
                    type, types = row["told"]["type"], row.get("types")
                    need(not types or any(type == one or (one[-1] == "." and type.startswith(one)) for one in types))
                    row["fits"] = True

    def date(self):
        """Check that no act claims a time before the previous act or its anchor, or after its sealing."""
        anchors = {hashed(row["note"].encode()).hex(): row for row in self.checkpoints if row["root"]}
        times, before, dated = {row["covers"]: row["times"] for row in self.checkpoints}, None, 0
        for row in self.versions:
            anchor, sealed = anchors.get(row["said"].get("anchor")), times.get(row["size"])
            self.expect(not anchor or anchor["covers"] <= row["place"], "time", "anchor-late", row["where"])
            with self.finding("time", "unreadable", row["where"]):
                if row["told"]:
                    at, known = seconds(row["told"].get("at")), anchor["times"] if anchor else ()
                    self.expect(before is None or at >= before - SKEW, "time", "goes-back", row["where"])
                    self.expect(not known or at >= min(known) - SKEW, "time", "before-anchor", row["where"])
                    self.expect(not sealed or at <= min(sealed) + SKEW, "time", "after-sealing", row["where"])
                    if sealed and min(sealed) > at + SEAL_WITHIN + SKEW:
                        self.sealed_late(row)
                    before, dated = at, dated + bool(sealed)
                    row["at"] = at
        (self.proved if dated else self.unproved)["time"] = {"count": dated}

    def date_registry(self):
        """Check that no registry row claims a time before the previous row, and that none was backdated."""
        acts = [(row["place"], row["at"]) for row in self.versions if row.get("at") is not None]
        for chain in self.chains:
            before = None
            for row in chain:
                row["at"] = None
                with self.finding("time", "unreadable", row["where"]):
                    if row["told"]:
                        at = seconds(row["told"].get("at"))
                        self.expect(before is None or at >= before - SKEW, "time", "goes-back", row["where"])
                        if any(place < row["place"] and time > at + SEAL_WITHIN + SKEW for place, time in acts):
                            self.sealed_late(row)
                        before = row["at"] = at

    def authorise(self):
        """Check that the pack's registry rows gave each actor the right to the act."""
        acts = [row for row in self.versions if row.get("acts")]
        hidden, good = any(not row["holds"] for row in self.registry), 0
        judged = [row for row in acts if row.get("fits") and self.known(row["told"]["actor"])]
        admitted, broken = self.admitted(judged)
        for row in judged:
            with self.finding("authority", "authority-missing", row["where"]):
                need(row["where"] not in broken and (row["where"] in admitted or hidden))
                good += row["where"] in admitted
        self.proved |= {"authority": {"count": good, "of": len(self.versions)}} if good else {}
        if good < len(self.versions):
            self.unproved["authority"] = {"count": len(self.versions) - good}
        streams, carried = {row["stream"] for row in self.registry}, [row["told"]["actor"] for row in acts]
        carried = [actor for actor in carried if actor["kind"] in WITH_CLIENT]
        unknown = [actor for actor in carried if actor["client"] not in streams]
        self.unproved |= {"programs": {"count": len(unknown)}} if unknown else {}
        names = {str(actor.get(name)) for actor in carried for name in ("agency", "client", "subject")}
        ended = all(chain[-1]["end"] or not self.rests(chain, names) for chain in self.chains)
        self.unproved |= {} if ended else {"registry": {}}
        persons = any(row["of"] not in (None, row["stream"]) for row in self.registry)
        self.unproved |= {"persons": {}} if persons else {}

    def rests(self, chain, names):
        """Return True if a stream is needed to check acts of these agencies, programs and persons.

        Streams outside shared parts are always needed.
        """
        stream, last = chain[0]["stream"], chain[-1]
        owner = last["of"] or (str(last["holds"].get("agency")) if stream.startswith("grant-") else stream)
        return "part" not in last or owner in names

    def known(self, actor):
        if actor["kind"] not in WITH_CLIENT:
            return True
        return actor["agency"] in self.there and (actor["kind"] == "CLIENT" or actor["subject"] in self.persons)

    def admitted(self, acts):
        """Return the acts that had authority at some time around their own, and the acts that cannot be judged.

        The method goes through the time of the pack once. It uses the registry at each time, and the acts within SKEW
        of that time.
        """
        registry, near, good, broken = Registry(self.chains, self.rights), {}, set(), set()
        steps = [(row["at"], 0, n) for n, row in enumerate(self.registry) if row["holds"] and row["at"] is not None]
        for n, row in enumerate(acts):
            if row["told"]["actor"]["kind"] not in WITH_CLIENT:
                good.add(row["where"])
            elif row.get("at") is None:
                broken.add(row["where"])
            else:
                steps += [(row["at"] - SKEW, 1, n), (row["at"] + SKEW, 2, n)]
        for _, what, n in sorted(steps):
            if what == 2:
                near.pop(n, None)
                continue
            near |= {n: acts[n]} if what else {}
            if not what:
                registry.take(self.registry[n])
            for number in [n] if what else list(near):
                row = near[number]
                try:
                    if any(self.on_day(registry, row, at) for at in (row["at"], row["at"] - SKEW)):
                        good.add(near.pop(number)["where"])
                except (LookupError, TypeError, AttributeError, ValueError):
                    broken.add(near.pop(number)["where"])
        return good, broken

    def on_day(self, registry, row, at):
        """Return True if the registry admits an act on the day of a time."""
        registry.day = datetime.fromtimestamp(at + DAY_BEGINS, UTC).date().isoformat()
        return registry.admits(row["told"])
