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

CODE_SECRET = (
    "A random secret of your own for this command, 32 to 100 letters and digits; the code is made from it. The same "
    "command sent again shows the code again only with the same secret. Keep it out of logs. Without one, the code is "
    "shown once."
)
TAKEN = "Only where `allowedActions` asks for it in the form of the act."
FIXED = {
    "outcome": "What becomes of it.",
    "by_committee": "True for the People's Committee, false for the lead agency.",
    "enabled": "True to enable it, false to disable it.",
    "returned": "True when the file comes back, false for the outcome.",
    "breach": "True for a breach, false for every other activity.",
}
"""Descriptions of the fields that identify one of the actions of a mutation."""
COMMAND = "A new UUID. When the same command is sent again with it, it is carried out once."


@strawberry.input
class ConfirmedNameInput:
    """A part of a text that looks like the name of a person, with your reason for keeping it."""

    field: str = strawberry.field(description="Field of the input as in the refusal, `input.reasons`, or `reasons`.")
    at: int = strawberry.field(description="Position of its first character, counted from 1, as in the refusal.")
    harmless: Harmless = strawberry.field(description="Why it may stay. The record keeps it with the event.")


@strawberry.input
class Naming:
    """An input with texts in which names of persons must be confirmed."""

    confirmed_names: list[ConfirmedNameInput] = strawberry.field(
        default_factory=list,
        description="Names of persons that the texts may keep, each with a reason. The register refuses any other "
        "name, and telephone numbers, identity numbers and mail addresses, and says where they are. "
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
        description="Your signature. Send the command without it first: if one is needed, the problem `SignatureNeeded`"
        " contains the command to sign. Then send the same command with the signature.",
    )
    paper: str | None = strawberry.field(
        default=None,
        description="Number of the paper that replaces the signature of an officer without a key, such as `12/QĐ-UBND`."
        " Such acts are counted and shown.",
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
            "Version of the object that you read before you decided. The command is refused if somebody acted since; "
            "events that the register adds by itself are no conflict.",
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
