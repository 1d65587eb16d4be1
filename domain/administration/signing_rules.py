"""Rules on which acts the actor must sign, and from when: proposed by one administrator, carried by another (G5)."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Final

from domain.administration.dated_rows import unrefused
from domain.kernel.event import Follows
from domain.kernel.fields import Items, Spec, Words
from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.refusals import Problem, Refused, RuleNotMet, invalid
from domain.kernel.roles import Post
from domain.kernel.wording import Exempt
from domain.registry.entry import Certainty
from domain.registry.regulation import PAGE, Regulation, SigningRule, signing_rules
from domain.rules.command import COMMANDS, CommandOn
from domain.rules.facts import Facts
from domain.rules.guards import room_for, second_person

ACTIONS_MOST: Final = 200
RULES_MOST: Final = 100
PAGE_MOST: Final = 200
ROOTS: Final = ("confirmSigningKey", "endSigningKey", "requireSigning")
"""Actions that are signed as soon as any is: whoever could do these unsigned could do all others."""


def signable() -> frozenset[str]:
    """The names of the actions that can be required to be signed: those whose rows say `signed`."""
    return frozenset(action.name for action in COMMANDS.values() if action.signed)


def confirmed(row: Regulation, facts: Facts) -> Problem | None:
    """The Decision is confirmed."""
    return None if row.certainty is Certainty.CONFIRMED else RuleNotMet(code="not-confirmed-yet")


def signing_proposed(row: Regulation, facts: Facts) -> Problem | None:
    """A rule on signing is proposed."""
    return None if row.signing_proposed else RuleNotMet(code="signing-not-proposed")


def proposed_by_another(row: Regulation, facts: Facts) -> Problem | None:
    """Another person proposed it (G5)."""
    return second_person(row.signing_proposed.proposed_by, facts) if row.signing_proposed else None


def begins_later(row: Regulation, facts: Facts) -> Problem | None:
    """The proposed rule begins later than now, and after every other one."""
    rule = row.signing_proposed
    return None if rule is None or _after_all(rule.since, facts) else RuleNotMet(code="signing-begins-later")


def _after_all(since: datetime, facts: Facts) -> bool:
    return since > facts.now and all(since > rule.since for rule in signing_rules(facts.registry))


class SigningCommand(
    CommandOn[Regulation],
    kind=Kind.REGULATION,
    scope=Scope.ADMIN_CONFIG,
    posts={Post.ADMIN},
    requires=(confirmed, unrefused, room_for("signing", RULES_MOST, "too-many-rules")),
):
    """Base of administrators' commands on the rules on signing."""


class SigningProposed(Follows[Regulation], type="regulation.signing-proposed", sets={"signing_proposed": "rule"}):
    rule: SigningRule


class ProposeSigning(SigningCommand):
    """Propose which acts officers sign with their own keys. A second administrator puts it into force."""

    actions: Annotated[
        tuple[str, ...],
        Items(doc="Names of the actions; empty to end the signing of acts.", most=ACTIONS_MOST),
    ]
    since: Annotated[datetime, Spec(doc="Acts from this moment on are signed.")]
    page: Annotated[
        str,
        Words(
            doc="Origin of the page on which officers sign, such as https://casebook.example. Keys belong to its name: "
            "under another name they sign nothing.",
            most=PAGE_MOST,
            sealed=False,
            exempt=Exempt.ACCOUNT,
        ),
    ]
    synced: Annotated[bool, Spec(doc="Whether keys count that can be copied to another device.")] = False

    def decide(self, row: Regulation, facts: Facts) -> SigningProposed:
        """Only acts that can be signed, on a page that has a name; the acts on keys and rules are always among them."""
        if not set(self.actions) <= signable():
            raise Refused(invalid("actions", "action-not-signable"))
        if not PAGE.fullmatch(self.page):
            raise Refused(invalid("page", "signing-page-malformed"))
        if not _after_all(self.since, facts):
            raise Refused(invalid("since", "signing-begins-later"))
        actions = tuple(sorted({*self.actions, *ROOTS})) if self.actions else ()
        rule = facts.record(SigningRule, self, actions=actions, proposed_by=facts.actor.subject, by=None)
        return SigningProposed(rule=rule)


class SigningRequired(Follows[Regulation], type="regulation.signing-required"):
    rule: SigningRule

    def fold(self, row: Regulation) -> Regulation:
        return replace(row, signing=(*row.signing, self.rule), signing_proposed=None)


class RequireSigning(SigningCommand, signed=True, requires=(signing_proposed, proposed_by_another, begins_later)):
    """Put a proposed rule on signing into force, as a second administrator."""

    def decide(self, row: Regulation, facts: Facts) -> SigningRequired:
        assert row.signing_proposed is not None
        return SigningRequired(rule=replace(row.signing_proposed, by=facts.actor.subject))
