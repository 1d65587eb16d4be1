"""Mutations, made from the action rows: one wrapper for all of them, nothing per action."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from domain.book import public_actions
from domain.case.state.case import CaseState
from domain.kernel.kind import Kind
from domain.kernel.refusals import Refused
from domain.rules.action import Action
from resolvers.context import RequestContext
from resolvers.log import receipt_of
from resolvers.notification import shown_once
from schema.accounts import ClientPayload, OfficerPayload, UserPayload
from schema.activity import ActivityPayload
from schema.agency_report import AgencyReportPayload
from schema.case import CasePayload
from schema.complaint import RedressPayload
from schema.consolidated_report import ConsolidatedReportPayload
from schema.derive import class_from, command_from
from schema.described import description_of
from schema.difficulty import DifficultyPayload
from schema.directive import DirectivePayload
from schema.document import OfficialDocumentPayload
from schema.erasure import ErasurePayload
from schema.grant import GrantPayload
from schema.inputs import TARGETS, input_of
from schema.notification import MailingPayload, WebhookPayload
from schema.press_notice import PressExchangePayload, PressNoticePayload, SpokespersonPayload
from schema.provision import ProvisionPayload

PAYLOADS: Mapping[Kind, tuple[str, type]] = {
    Kind.CASE: ("case", CasePayload),
    Kind.PROVISION: ("provision", ProvisionPayload),
    Kind.DIRECTIVE: ("directive", DirectivePayload),
    Kind.ACTIVITY: ("activity", ActivityPayload),
    Kind.DIFFICULTY: ("difficulty", DifficultyPayload),
    Kind.REDRESS: ("redress", RedressPayload),
    Kind.ERASURE: ("erasure", ErasurePayload),
    Kind.OFFICER: ("officer", OfficerPayload),
    Kind.USER: ("user", UserPayload),
    Kind.CLIENT: ("client", ClientPayload),
    Kind.WEBHOOK: ("webhook", WebhookPayload),
    Kind.MAILING: ("mailing", MailingPayload),
    Kind.GRANT: ("grant", GrantPayload),
    Kind.SPOKESPERSON: ("spokesperson", SpokespersonPayload),
    Kind.PUBLICATION: ("press_notice", PressNoticePayload),
    Kind.EXCHANGE: ("press_exchange", PressExchangePayload),
    Kind.REPORT: ("report", AgencyReportPayload),
    Kind.DOCUMENT: ("document", OfficialDocumentPayload),
    Kind.CONSOLIDATED: ("consolidated_report", ConsolidatedReportPayload),
}
"""The payload of each kind of stream that clients change, and its field for the object."""


def resolver_of(action: Action) -> Callable[..., Any]:
    """The resolver of an action's mutation."""
    shown, payload = PAYLOADS[action.stream]

    async def resolve(info: Any, input: Any) -> Any:
        context: RequestContext = info.context
        try:
            outcome = await context.store.execute(
                context.caller,
                command_from(action.command, input),
                command_id=input.command_id,
                target=getattr(input, TARGETS[action.stream], None),
                expected=getattr(input, "expected_version", None),
            )
        except Refused as refused:
            return {shown: None, "problems": list(refused.problems), "replayed": False, "receipt": None, "secret": None}
        receipt = receipt_of(context, outcome)
        left: dict[str, Any] = {
            shown: None if outcome.withheld else outcome.document,
            "problems": [],
            "replayed": outcome.replayed,
            "receipt": receipt,
        }
        if action.stream is Kind.WEBHOOK and not outcome.withheld:
            left["secret"] = shown_once(context, outcome.document, str(input.command_id))
        return left

    resolve.__annotations__ = {
        "info": Info[RequestContext, None],
        "input": Annotated[input_of(action), strawberry.argument(description="The command.")],
        "return": payload,
    }
    return resolve


def needs_of(action: Action) -> str:
    """Who may take an action, and when, in words."""
    said = ["Needs the scope that `kind` says" if action.by_kind else f"Needs the scope `{action.scope}`"]
    if action.posts:
        said.append(f"the post {' or '.join(sorted(action.posts))}")
    if action.states and len(action.states) < len(CaseState):
        said.append(f"the state {', '.join(sorted(action.states))}")
    again = " Adds to the object: needs no version." if action.additive else ""
    daily = f" At most {action.daily} a day by one officer." if action.daily else ""
    return f"{'; '.join(said)}.{again}{daily}"


def mutation_class() -> type:
    """The Mutation type: a field an action."""
    body: dict[str, Any] = {"__annotations__": {}}
    for kind, (_, payload) in PAYLOADS.items():
        for action in public_actions(kind):
            body["__annotations__"][action.name] = payload
            body[action.name] = strawberry.mutation(
                resolver=resolver_of(action),
                graphql_type=payload,
                name=action.name,
                description=f"{description_of(action.command)} {needs_of(action)}",
            )
    return strawberry.type(class_from("Mutation", (), body), description="What agencies do.")
