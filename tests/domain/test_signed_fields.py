"""What was signed is what was recorded: the rules by which a reader compares a signed command with its event."""

import pytest

from domain.acts import ACTS
from domain.administration.signing import signable
from domain.book import ACTIONS
from domain.kernel.fields import fields_of, normalised
from domain.rules.command import Action
from domain.signed_fields import OTHERWISE, SIGNED_FIELDS
from store.authority.signed_acts import member
from store.record.canonical import JSON
from tests.domain.worlds import World, worlds

SIGNED = tuple(action for action in ACTIONS if action.signed)
LIST = frozenset(
    {
        *("activateClient", "activateLevel", "activateProvision", "activateTerm", "approveClientSecrets"),
        *("approveErasure", "approveGrant", "approvePublication", "approveTakedown", "approveUser"),
        *("closeCase", "compareLead", "confirmAgency", "confirmAgencyPart", "confirmLead"),
        *("confirmOfficer", "confirmRegulation", "confirmSigningKey", "confirmSuccession", "decideCase"),
        *("decideRecusal", "decideRedress", "endSigningKey", "issueCorrection", "issueDirective"),
        *("issuePublication", "justifyOwnMeasure", "recordInspection", "refuseErasure", "refuseProposal"),
        *("refuseTakedown", "refuseTransfer", "rejectRedress", "reopenAccused", "reopenByCommittee"),
        *("reopenCase", "requireSigning", "retractPublication", "signConsolidated", "signTakedown"),
        *("signTransfer", "submitReport", "undoRecusal"),
        *("nominateOfficer", "proposeGrant", "proposeHandling", "proposeSigning", "registerClient"),
    }
)
"""The acts that bind somebody or unlock power, by hand."""
NOWHERE = {
    "activateProvision": {"wording"},
    "confirmSigningKey": {"words"},
    "issueDirective": {"due_days"},
    "recordInspection": {"answer_days"},
    "undoRecusal": {"officer"},
}
"""Fields that no event holds: a day is computed from them, or they are compared and forgotten."""


def test_the_list_of_acts() -> None:
    assert sorted(action.name for action in SIGNED) == sorted(LIST) == sorted(signable())


OTHER_DOORS = {
    "case.own-measure-ended": {"appraiseCase", "endOwnMeasure", "lapseOwnMeasure", "reviewExpression", "reviewHarm"},
    "case.protection-lapsed": {
        *("appraiseCase", "confirmWithdrawal", "endAtOnce", "inspectProtection", "reviewExpression", "reviewHarm"),
        "withdrawProtection",
    },
    "client.activated": {"enterClient"},
    "client.registered": {"enterClient"},
    "client.secrets-set": {"setClientSecrets"},
    "publication.issued": {"issueOnTime"},
    "user.approved": {"enterUser"},
}
"""Actions that nobody signs and that write what signed acts write, by hand: in each, who can is said on the page."""


def test_what_else_writes_the_events_of_signed_acts() -> None:
    types = {type for events in SIGNED_FIELDS.values() for type in events}
    found = {type: {name for name, row in ACTS.items() if type in row} - LIST for type in types}
    assert {type: names for type, names in found.items() if names} == OTHER_DOORS


def test_what_no_rule_compares() -> None:
    missing = {
        action.name: {field.name for field in fields_of(action.command)}
        - {name for rules in SIGNED_FIELDS[action.name].values() for name in rules.values()}
        for action in SIGNED
    }
    assert {name: fields for name, fields in missing.items() if fields} == NOWHERE
    assert {action for action, _ in OTHERWISE} <= LIST


@pytest.mark.parametrize("action", SIGNED, ids=lambda action: action.name)
def test_the_rules_hold_wherever_the_act_is_carried_out(action: Action) -> None:
    found = list(worlds(action.command))
    assert [wrong for world in found for wrong in _unlike(action, world)] == []


def _unlike(action: Action, world: World) -> list[str]:
    given = JSON.unstructure(normalised(world.command))
    given |= {name: sealed.commitment for name, sealed in world.facts.sealed.items() if name in given}
    wrong = []
    for event in action.decide(world.state, normalised(world.command), world.facts):
        rules, data = SIGNED_FIELDS[action.name][event.TYPE], JSON.unstructure(event)
        wrong += [f"{event.TYPE} {path}" for path, name in rules.items() if member(data, path) != given.get(name)]
    return wrong
