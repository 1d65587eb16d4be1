"""Mutations, made from the table of actions: one wrapper serves all actions."""

import base64
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC
from hashlib import sha256
from itertools import chain
from typing import Annotated, Any, Final

import strawberry
from strawberry.types import Info

from domain.book import FOLLOWED
from domain.case.state.case import CaseState
from domain.kernel.refusals import Guard, NotAllowed, Problem, Refused, SignatureNeeded, invalid, unguarded
from domain.kernel.vocabulary import Kind
from domain.rules.command import Action, scopes_of
from resolvers.context import RequestContext
from resolvers.log import receipt_of
from resolvers.notification import SHOWN_FOR, new_secret
from resolvers.request import Request
from schema.codes import OF_CALLERS, refuses, refuses_of
from schema.derive import class_from, command_from, description_of
from schema.inputs import confirmed_in, input_of
from schema.kinds import entry_of, target_of
from schema.mutations import BY_ACTION, MUTATIONS, Mutation
from schema.needs import Needs, in_words
from schema.problems import of_input
from store.authority.signed_acts import Assertion
from store.write.command_ids import Outcome
from store.write.signing import Signature, salts_read
from store.write.signing_requests import SigningRequest

BASE64URL: Final = re.compile("[A-Za-z0-9_-]{1,8000}")


def signature_in(given: Any) -> Signature | None:
    """Return the signature in an input; None without a signature. Raise Refused for an unreadable signature."""
    if (made := getattr(given, "assertion", None)) is None:
        return None
    assertion = Assertion(
        command=made.command.encode(),
        authenticator_data=_bytes(made.authenticator_data),
        client_data=_bytes(made.client_data),
        signature=_bytes(made.signature),
    )
    key = sha256(_bytes(made.credential_id)).hexdigest()
    return Signature(key=key, assertion=assertion, salts=salts_read(made.salts))


async def addressed(context: Request, problems: Iterable[Problem], sent: SigningRequest) -> list[Problem]:
    """Return the problems. If a signature is required, add the address of the signing page to its problem."""
    found = list(problems)
    for at, problem in enumerate(found):
        served = context.store.signing_requests.page
        if isinstance(problem, SignatureNeeded) and context.to_sign and problem.page == served:
            found[at] = replace(problem, address=await context.to_sign(sent))
    return found


def _bytes(text: str) -> bytes:
    if not BASE64URL.fullmatch(text):
        raise Refused(invalid("assertion", "signature-invalid"))
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as wrong:
        raise Refused(invalid("assertion", "signature-invalid")) from wrong


NOTHING_DONE = {"problems": [], "replayed": False, "receipt": None, "secret": None, "follow_code": None}
"""Default values of a payload, except its object."""


def follow_code(context: RequestContext, outcome: Outcome) -> str | None:
    """Return the code for the person whose matter a command began; None if there is no such code, or after
    SHOWN_FOR."""
    if outcome.follow_code is None:
        return None
    row = outcome.document
    begun = row["opened_at"] if "opened_at" in row else row["at"]
    return outcome.follow_code if context.now - begun.replace(tzinfo=UTC) <= SHOWN_FOR else None


def resolver_of(mutation: Mutation) -> Callable[..., Any]:
    kind = entry_of(mutation)

    async def resolve(info: Any, input: Any) -> Any:
        context: RequestContext = info.context
        try:
            done = await carried_out(context, mutation, input)
        except NotAllowed as denied:
            done = {"problems": [denied.problem]}
        except Refused as refused:
            done = {"problems": refused.problems}
        return {**NOTHING_DONE, kind.shown: None, **done}

    resolve.__annotations__ = {
        "info": Info[RequestContext, None],
        "input": Annotated[input_of(mutation), strawberry.argument(description="The command.")],
        "return": kind.payload | None,
    }
    return resolve


async def carried_out(context: RequestContext, mutation: Mutation, input: Any) -> dict[str, Any]:
    """Execute the action that an input requests. Return the fields of its payload. Raise NotAllowed, Refused."""
    member, named = mutation.meant(input), target_of(mutation)
    if member is None:
        raise Refused(mutation.unmeant())
    action = member.action
    if action.alone and not context.acts_alone():
        raise Refused(unguarded(Guard.G8_NO_BULK, "one-act-a-request"))
    if faults := [*mutation.faults(member, input)]:
        raise Refused(*of_input(action.command, faults))
    sent = SigningRequest(
        command=command_from(action.command, input),
        command_id=input.command_id,
        target=getattr(input, named) if named else None,
        expected=getattr(input, "expected_version", None),
        confirmed=confirmed_in(input),
        secret=getattr(input, "code_secret", None),
    )
    try:
        paper = getattr(input, "paper", None)
        outcome = await context.store.execute(
            context.caller, sent.command, **sent.given, signature=signature_in(input), paper=paper
        )
    except Refused as refused:
        problems = await addressed(context, refused.problems, sent)
        raise Refused(*of_input(action.command, problems)) from None
    return _shown(context, action, input, outcome)


def _shown(context: RequestContext, action: Action, input: Any, outcome: Outcome) -> dict[str, Any]:
    """Return the fields of the payload after a command was executed."""
    done: dict[str, Any] = {"replayed": outcome.replayed, "receipt": receipt_of(context, outcome)}
    if outcome.withheld:
        return done
    done[entry_of(BY_ACTION[action.name][0]).shown] = outcome.document
    if action.command in FOLLOWED:
        done["follow_code"] = follow_code(context, outcome)
    if action.stream is Kind.WEBHOOK:
        done["secret"] = new_secret(context, outcome.document, input.command_id)
    return done


def needs_in_words(action: Action) -> str:
    scopes = in_words(scopes_of(action)) if scopes_of(action) else "none"
    needed = [f"Needs the scope {scopes}" + (", depending on `kind`" if action.by_kind else "")]
    if action.posts:
        needed.append(f"the post {' or '.join(sorted(action.posts))}")
    if action.states and len(action.states) < len(CaseState):
        needed.append(f"the state {' or '.join(sorted(action.states))}")
    additive = " Only adds to the object, so it takes no `expectedVersion`." if action.additive else ""
    daily = f" One officer may do this at most {action.daily} times a day." if action.daily else ""
    return f"{'; '.join(needed)}.{additive}{daily}"


def described(mutation: Mutation) -> str:
    """Return the mutation's description; for several actions, the description of each with its name in the record."""
    if not mutation.is_joined:
        return f"{description_of(mutation.first.command)} {needs_in_words(mutation.first)}"
    needs = Counter(needs_in_words(member.action) for member in mutation.members)
    if len(needs) == 1:
        return f"{mutation.doc} {next(iter(needs))}"
    lines = (f"- `{one.action.name}`: {needs_in_words(one.action)}" for one in mutation.members)
    return "\n".join([f"{mutation.doc} The needed rights depend on the action:", *lines])


def mutation_of(mutation: Mutation) -> Any:
    actions = [member.action for member in mutation.members]
    scopes = [*dict.fromkeys(chain.from_iterable(map(scopes_of, actions)))]
    return strawberry.mutation(
        resolver=resolver_of(mutation),
        graphql_type=entry_of(mutation).payload | None,
        name=mutation.name,
        description=described(mutation),
        directives=[*([Needs(scopes=scopes)] if scopes else []), *refuses_of(actions)],
    )


def mutation_class() -> type:
    body: dict[str, Any] = {"__annotations__": {one.name: entry_of(one).payload | None for one in MUTATIONS}}
    body |= {one.name: mutation_of(one) for one in MUTATIONS}
    made = class_from("Mutation", (), body)
    return strawberry.type(made, description="Commands of agencies.", directives=[refuses(OF_CALLERS)])
