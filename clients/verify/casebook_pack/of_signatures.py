"""Check that each act that must be signed is signed with its author's own key, and matches the signed command."""

from .content import member
from .lines import Unseen, Wrong, alike, fits, matches, need, parsed, seconds, un64
from .notes import hashed
from .of_acts import SKEW
from .of_lines import OfLines
from .passkeys import (
    ASSERTION,
    BARE,
    COMMAND,
    DAY,
    NEVER_ON_PAPER,
    NOTED_MOST,
    PAPER,
    asserted,
    counts,
    key_bytes,
    made_by,
    rule_at,
)
from .rights import WITH_CLIENT


def hurried(rule, rules, at):
    """Return True if a rule requires less than the previous rule, and does not wait a day."""
    earlier = [one for one in rules if one["since"] < rule["since"]]
    before = max(earlier, key=lambda one: one["since"], default=None)
    if not before or not before["actions"]:
        return False
    dropped = not set(before["actions"]) <= set(rule["actions"]) or rule["page"] != before["page"]
    copied = rule.get("synced", False) and not before.get("synced", False)
    return (dropped or copied) and seconds(rule["since"]) - at < DAY - SKEW


class OfSignatures(OfLines):
    def endorse(self):
        """Check that each act that must be signed is signed with its author's own key, and matches the signed
        command."""
        newest = {row["stream"]: row for row in self.registry}
        unseen = {self.owner(row) for row in self.registry if not row["holds"]}
        rules = [rule for row in newest.values() for rule in row["holds"].get("signing", [])]
        keys, good, papers, open = {}, 0, 0, 0
        for row in newest.values():
            keys.setdefault(self.owner(row), []).extend(row["holds"].get("keys", []))
        for chain in self.chains:
            for before, row in zip([None, *chain], chain, strict=False):
                with self.finding("authority", "act-unsigned", row["where"]):
                    if row.get("acts") and row["holds"] and row["at"] is not None and (not before or before["holds"]):
                        self.rests_on(row, before["holds"] if before else None, rules)
        for number, row in enumerate(self.versions):
            if not row.get("fits") or row.get("at") is None:
                continue
            with self.finding("authority", "act-unsigned", row["where"]):
                try:
                    signed = self.signs(number, rules, keys, unseen)
                    good, papers = good + bool(signed), papers + bool(signed and "paper" in signed)
                except Unseen:
                    open += 1
                except (LookupError, TypeError, AttributeError, ValueError, RecursionError):
                    raise Wrong from None
        self.proved |= {"endorsed": {"count": good - papers}} if good > papers else {}
        self.unproved |= {"endorsed": {"count": open}} if open else {}
        self.unproved |= {"papers": {"count": papers}} if papers else {}

    def owner(self, row):
        """Return the owner of a registry row: the person for an appointment."""
        kind = row["stream"].partition("-")[0]
        return row["of"] or row["stream"] if kind == "officer" else kind

    def rests_on(self, row, before, rules):
        """Raise Wrong unless a version about keys or rules on signing is allowed after the previous one."""
        told, at, actor = row["told"], row["at"], row["told"]["actor"]
        type, data, by = told["type"], told.get("data"), actor.get("subject")
        if before is None:
            return need(row["holds"].keys().isdisjoint(("keys", "signing")))
        try:
            if type == "officer.key-entered":
                key, known = data["key"], before.get("keys", [])
                need(key.keys() == BARE and key_bytes(key["public"]) and abs(seconds(key["entered_at"]) - at) <= SKEW)
                need(not any(key[name] == one[name] for one in known for name in ("key", "public")))
            elif type in ("officer.key-confirmed", "officer.key-ended"):
                [key] = [one for one in before["keys"] if one["key"] == data["key"]]
                need(data["by"] == by and abs(seconds(data["at"]) - at) <= SKEW and "ended_by" not in key)
                if type == "officer.key-confirmed":
                    need("confirmed_by" not in key and seconds(data["counts_from"]) - at >= DAY - SKEW)
                else:
                    need(actor["kind"] != "PERSON" or key.get("doubted_by") not in (None, by))
            elif type == "regulation.signing-required":
                proposed = before["signing_proposed"]
                need(alike(data["rule"], {**proposed, "by": by}) and by != proposed["proposed_by"])
                need(seconds(proposed["since"]) > at and not hurried(data["rule"], rules, at))
            elif type == "regulation.signing-lifted":
                rule, papers = data["rule"], data["papers"]
                need(not rule["actions"] and len(papers) == 3 and not hurried(rule, rules, at))
                need(len({rule["proposed_by"], rule["by"], data["inspector"]}) == 3)
        except (LookupError, TypeError, AttributeError, ValueError):
            raise Wrong from None
        return None

    def signs(self, number, rules, keys, unseen):
        """Return the valid signature of an act; None if the act needs no signature. Raise Wrong."""
        row = self.versions[number]
        told, at, actor = row["told"], row["at"], row["told"]["actor"]
        signed, assertion = told.get("signed"), row.get("assertion")
        asking = [rule_at(rules, moment) for moment in (at - SKEW, at)]
        asked = actor["kind"] in WITH_CLIENT and all(rule and told["action"] in rule["actions"] for rule in asking)
        if signed is None:
            need(not asked)
            return None
        if not rules or {"regulation", actor["subject"]} & unseen or actor["subject"] not in keys:
            raise Unseen
        rule = rule_at(rules, at) or rule_at(rules, at + SKEW)
        need(rule and actor["kind"] == "PERSON")
        if "paper" in signed:
            held = (all(counts(key, moment) for moment in (at - SKEW, at, at + SKEW)) for key in keys[actor["subject"]])
            need(signed.keys() == {"paper"} and matches(PAPER, signed["paper"]) and assertion is None)
            need(told["action"] not in NEVER_ON_PAPER and not any(held))
            return signed
        need(fits(assertion, ASSERTION))
        challenge = hashed(b"casebook/signed-act/v1\n", assertion["command"].encode())
        need(signed.keys() == {"command", "key"} and signed["command"] == challenge.hex())
        moments, message = (at - SKEW, at, at + SKEW), asserted(assertion, challenge, rule)
        known = [key for key in keys[actor["subject"]] if key["key"] == signed["key"]]
        known = [key for key in known if any(counts(key, moment) for moment in moments)]
        need(any(made_by(key["public"], un64(assertion["signature"]), message) for key in known))
        self.same_act(number, parsed(assertion["command"]), rule)
        return signed

    def same_act(self, number, said, rule):
        """Raise Wrong unless a signed command matches the act of a version: the same author, action, version and
        fields."""
        row = self.versions[number]
        told = row["told"]
        need(said.keys() <= COMMAND and alike(said["v"], 1) and row["at"] <= seconds(said["end"]) + SKEW)
        need(all(alike(said.get(name), told.get(name)) for name in ("action", "actor", "scope", "names")))
        need((said["id"], said["origin"], said["page"]) == (told["command"], self.head["origin"], rule["page"]))
        if said["target"] != self.head["stream"]:
            need(type(said["also"]) is list and self.head["stream"] in said["also"])
            return
        rules, types = self.rights["signs"][told["action"]], [told["type"]]
        self.after(number, said["after"], types)
        twice = {type for type in types if types.count(type) > 1}
        need(not any(len(rules) == 1 or rules.get(type) for type in twice))
        for path, name in rules[told["type"]].items():
            need(alike(member(told["data"], path), said["fields"].get(name)))

    def after(self, number, leaf, types):
        """Raise Wrong unless only versions of the same act, and notes of the register, follow a version."""
        command, own, noted = self.versions[number]["told"]["command"], True, 0
        for row in reversed(self.versions[:number]):
            own = own and row["told"].get("command") == command
            if own:
                types.append(row["told"]["type"])
                continue
            if row["leaf"].hex() == leaf:
                return
            if not row["told"]:
                raise Unseen
            noted += 1
            need(row["told"]["type"] in self.rights["noted"] and noted <= NOTED_MOST)
        need(leaf is None and not noted)
