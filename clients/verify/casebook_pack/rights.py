"""Rights on a day, by the registry rows of the pack."""

import re

WITH_CLIENT = ("PERSON", "CLIENT")
"""Kinds of actors who act through a program and for an agency."""
SUCCESSIONS_MOST, DAY_BEGINS = 10, 7 * 3600
"""Seconds by which days begin earlier: midnight in Vietnam is seven hours before midnight in Greenwich."""


class Registry:
    """Registry rows in order of time, and the rights that they give on a day."""

    def __init__(self, chains, rights):
        self.rights, self.day, self.rows, self.kinds = rights, "", {}, {}
        self.owners = {chain[0]["stream"]: chain[0]["of"] or chain[0]["stream"] for chain in chains}

    def take(self, row):
        """Add a version of a row: an appointment under its person, a grant under its agency."""
        stream, holds = row["stream"], row["holds"]
        kind = stream.partition("-")[0]
        if kind == "grant":
            self.kinds.get((kind, self.owners[stream]), {}).pop(stream, None)
            self.owners[stream] = str(holds.get("agency"))
        owner = self.owners[stream] if kind in ("officer", "grant") else ""
        self.rows[stream] = self.kinds.setdefault((kind, owner), {})[stream] = holds

    def of(self, kind, owner=""):
        return [*self.kinds.get((kind, owner), {}).values()]

    def covers(self, span):
        return span["since"] <= self.day and ("until" not in span or self.day < span["until"])

    def heir(self, agency):
        """Return the agency that acts for another one: the agency itself, or its final successor after complete
        takeovers."""
        for _ in range(SUCCESSIONS_MOST):
            rows = self.rows.get(agency, {}).get("successions", [])
            taken = [row for row in rows if row["whole"] and sure(row) and row["on"] <= self.day]
            if not taken:
                break
            agency = taken[-1]["successor"]
        return agency

    def assigned(self, part):
        """Return the agencies appointed as lead, the newest first."""
        rows = [row for row in self.of("lead") if row.get("part", "LEAD") == part and sure(row)]
        covering = [row for row in rows if self.covers(row["span"])]
        covering.sort(key=lambda row: (row["span"]["since"], row["id"]), reverse=True)
        return [self.heir(row["agency"]) for row in covering]

    def role(self, agency):
        """Return the role of an agency; None for an inactive one."""
        row = self.rows.get(agency)
        if not row or not sure(row) or not self.covers(row["span"]):
            return None
        leads = self.assigned("LEAD")[:1] == [agency] and row["kind"] not in self.rights["never"]
        return "LEAD" if leads else self.rights["kind"].get(row["kind"], [None])[0]

    def admits(self, told):
        """Return True if an act had its authority, as far as these rows show."""
        actor, scope = told["actor"], told.get("scope")
        scopes, posts, _ = self.rights["act"][told["action"]]
        person, agency, role = actor["kind"] == "PERSON", actor["agency"], self.role(actor["agency"])
        if (scope or "-") not in scopes:
            return False
        if not role or role != actor.get("role") or self.heir(agency) != agency:
            return False
        program = self.rows.get(actor["client"])
        if program and not self.carries(program, actor, scope):
            return False
        if person:
            held = self.of("officer", actor["subject"])
            held = [row for row in held if "nominated_by" not in row or "confirmed_by" in row]
            held = [row for row in held if self.covers(row["span"]) and self.heir(row["agency"]) == agency]
            has, told_posts = {post for row in held for post in row["posts"]}, set(actor["posts"])
            if not held or not told_posts <= has or (posts and not posts & told_posts):
                return False
        granted = {
            one
            for row in self.of("grant", agency)
            if row["state"] in ("ACTIVE", "END_PROPOSED")
            for one in row["scopes"]
        }
        roles = [role, *(["LEAD"] if agency in self.assigned("SUBSTITUTE") else [])]
        most = {one for name in roles for one in self.rights["role"].get(name, [])}
        impersonal = person or scope in self.rights["impersonal"]
        return scope is None or (scope in granted & most and impersonal)

    def carries(self, program, actor, scope):
        """Return True if a program may send an act. The program must be active, for persons or for itself, of the
        agency or shared, and have the scope."""
        person = actor["kind"] == "PERSON"
        of_all = person and program.get("shared")
        return (
            program.get("state") == "ACTIVE"
            and bool(program["redirects"] if person else program.get("machine"))
            and bool(of_all or self.heir(program["agency"]) == actor["agency"])
            and (scope is None or scope in program["scopes"])
        )


def sure(row):
    return row.get("certainty", "CONFIRMED") == "CONFIRMED"


def read_rights(text):
    """Parse the rules of rights.

    They are agency kinds with their roles, scopes of roles, and actions with their requirements. Then come the actions
    that write each event type, and the processes of actors and actions.
    """
    rights = {"never": {}, "kind": {}, "impersonal": {}, "role": {}, "act": {}, "process": {}, "by": {}, "writes": {}}
    rights |= {"noted": {}, "signs": {}, "stated": {}}
    for line in re.sub(r"\n +", " ", text).strip().split("\n"):
        what, name, *words = line.split(" ")
        if what == "act":
            asked = set(name.split(",")), set(words[0].split(",")) - {"-"}, set(words[1].split(","))
            rights["act"] |= dict.fromkeys(words[2:], asked)
        elif what == "writes":
            rights[what] |= {
                pair[0]: set(pair[2].split(",")) for pair in (word.partition("=") for word in [name, *words])
            }
        elif what == "signs":
            pairs = (word.partition("=") for word in words[1:] if word != "-")
            rights[what].setdefault(name, {})[words[0]] = {path: field for path, _, field in pairs}
        elif what == "stated":
            pairs = (word.partition("/") for word in [name, *words])
            rights[what] |= {type: only.partition("=") for type, _, only in pairs}
        elif what in ("process", "by"):
            rights[what] |= dict.fromkeys(words, name.split(","))
        else:
            rights[what] |= (
                dict.fromkeys([name, *words], True) if what in ("never", "impersonal", "noted") else {name: words}
            )
    return rights
