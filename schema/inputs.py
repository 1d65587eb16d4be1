"""Fields that every input for a kind of action has before the command's own fields."""

from collections.abc import Sequence
from functools import cache
from typing import Any
from uuid import UUID

import strawberry

from domain.book import FOLLOWED
from domain.kernel.fields import fields_of, may_name
from domain.kernel.masking import FINDINGS_MOST
from domain.kernel.wording import ConfirmedName, Harmless
from domain.messages import label
from domain.rules.command import Action
from schema.derive import Given, class_from, given_of, input_from, input_with
from schema.kinds import target_of
from schema.mutations import Mutation

CODE_SECRET = "Random secret that you create for this command, 32 to 100 letters and digits. The code is derived from "
"the secret. If the same command is sent again, the answer contains the code only with the same secret. Without a "
"secret, the code is shown once. Keep the secret out of logs."
TAKEN = "Send this field only if the form of the action in `allowedActions` contains it."
FIXED = {
    "outcome": "Decision on the object.",
    "by_committee": "True for an act of the People's Committee, false for an act of the lead agency.",
    "enabled": "True to enable the webhook, false to disable it.",
    "returned": "True if the file comes back, false for an outcome.",
    "breach": "True to withdraw a breach, false for every other activity.",
}
"""Descriptions of the fields that identify one of the actions of a mutation."""
COMMAND = "A new UUID. If the same command is sent again with the same UUID, it is executed only once."


@strawberry.input
class ConfirmedNameInput:
    """A part of a text that looks like the name of a person, with your reason for keeping it."""

    field: str = strawberry.field(
        description="Field of the input, spelled as in the refusal: `input.reasons`, or `reasons`."
    )
    at: int = strawberry.field(description="Position of the part's first character, counted from 1, as in the refusal.")
    harmless: Harmless = strawberry.field(
        description="Reason why the part may remain in the text. The record stores the reason with the event."
    )


@strawberry.input
class Naming:
    """An input with texts in which names of persons must be confirmed."""

    confirmed_names: list[ConfirmedNameInput] = strawberry.field(
        default_factory=list,
        description="Names of persons that may remain in the texts, each with a reason. The register refuses any "
        "other name, and telephone numbers, identity numbers and mail addresses. The refusal states their positions. "
        f"At most {FINDINGS_MOST}.",
    )


@strawberry.input
class AssertionInput:
    """Your passkey's signature over the command of a `SignatureNeeded`."""

    command: str = strawberry.field(description="`command` of the problem, unchanged.")
    salts: str = strawberry.field(description="`salts` of the problem, unchanged.")
    credential_id: str = strawberry.field(description="`rawId` of the credential, in base64url.")
    authenticator_data: str = strawberry.field(description="`response.authenticatorData`, in base64url.")
    client_data: str = strawberry.field(description="`response.clientDataJSON`, in base64url.")
    signature: str = strawberry.field(description="`response.signature`, in base64url.")


@strawberry.input
class Signed:
    """An input that needs the caller's signature if the register requires it for this act."""

    assertion: AssertionInput | None = strawberry.field(
        default=None,
        description="Your signature. Send the command without a signature first. If a signature is needed, the problem "
        "`SignatureNeeded` contains the command to sign. Then send the same command with the signature.",
    )
    paper: str | None = strawberry.field(
        default=None,
        description="Number of the paper that replaces the signature of an officer without a key, such as "
        "`12/QĐ-UBND`. The register counts and shows acts on paper.",
    )


@strawberry.input
class Creating:
    """A command that begins a new object."""

    command_id: UUID = strawberry.field(description=COMMAND)


@strawberry.input
class CreatingForSomebody(Creating):
    """A command that begins an object which a person outside the agencies may follow with a code."""

    code_secret: str | None = strawberry.field(default=None, description=CODE_SECRET)


@cache
def acting_on(target: str, label: str, *, additive: bool) -> type:
    """Return the base class of inputs that act on an object. These inputs have the object's id. They also have its
    version, unless the act is additive."""
    members: dict[str, tuple[Any, str]] = {
        "command_id": (UUID, COMMAND),
        target: (strawberry.ID, f"Id of the {label} to act on."),
    }
    if not additive:
        members["expected_version"] = (
            int,
            "Version of the object that you read before your decision. The command is refused if somebody has acted "
            "since. Events that the register adds by itself cause no conflict.",
        )
    body: dict[str, Any] = {"__annotations__": {name: hint for name, (hint, _) in members.items()}}
    body |= {name: strawberry.field(description=description) for name, (_, description) in members.items()}
    return strawberry.input(class_from(f"ActingOn{target}", (), body))


def input_of(mutation: Mutation) -> type:
    """Return the input of a mutation, with confirmed names if its texts may contain names of persons."""
    actions = [member.action for member in mutation.members]
    bases = bases_of(actions, _base(mutation))
    if mutation.is_joined:
        return input_with(joined_fields(mutation), mutation.input_name, mutation.doc, *bases)
    return input_from(actions[0].command, mutation.input_name, *bases)


def bases_of(actions: Sequence[Action], base: type) -> tuple[type, ...]:
    """Return the base classes of an input, including those for confirmed names and a signature if an action takes
    them."""
    naming = [Naming] if any(may_name(action.command) for action in actions) else []
    signed = [Signed] if any(action.signed for action in actions) else []
    return base, *naming, *signed


def _base(mutation: Mutation) -> type:
    action = mutation.first
    target = target_of(mutation)
    if target is None:
        return CreatingForSomebody if action.command in FOLLOWED else Creating
    noun = mutation.of_kinds.removesuffix("_id") or label(action.stream, "en")
    return acting_on(target, noun, additive=action.additive)


def joined_fields(mutation: Mutation) -> dict[str, Given]:
    """Return the fields of a mutation's actions in one input. A field that only some actions take is optional."""
    found: dict[str, Given] = {
        name: Given(type=kind, description=FIXED[name], default={}) for name, kind in mutation.fixed.items()
    }
    for member in mutation.members:
        for field in fields_of(member.action.command):
            in_all = all(field.name in other.needs for other in mutation.members)
            given = given_of(field)
            found.setdefault(field.name, given if in_all else given.left_out(TAKEN))
    return found


def confirmed_in(given: Any) -> tuple[ConfirmedName, ...]:
    return tuple(
        ConfirmedName(field=name.field.removeprefix("input."), at=name.at, harmless=Harmless(name.harmless))
        for name in getattr(given, "confirmed_names", ())
    )
