"""GraphQL types of an action's form for one object and one caller: all data that a client needs to draw the form."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

import strawberry

from domain.book import BY_NAME
from domain.document.state import DocumentKind
from domain.kernel.fields import Beside, FieldKind, Signable, may_name
from domain.kernel.refusals import InvalidInput, Refused, camel, invalid
from domain.kernel.vocabulary import Kind
from domain.messages.forms import lasting_of, papers_of
from domain.narrative.forms import FormField as Described
from domain.narrative.forms import form_of, sentence_of
from schema.context import Asked, AskedField, ContextInfo
from schema.cost import CHOICES, FIELDS, reads
from schema.mutations import shown_action
from schema.record_names import Action


@strawberry.type
class FieldChoice:
    """A value that a field accepts."""

    value: str = strawberry.field(description="Value in the form that the input accepts.")
    label_vi: str = strawberry.field(description="Label in Vietnamese.")
    label_en: str = strawberry.field(description="Label in English. Names of agencies are in Vietnamese.")


@strawberry.type
class FixedField:
    """A field of an input whose value is fixed for the action."""

    name: str = strawberry.field(description="Name of the field in the input.")
    value: str = strawberry.field(
        description="Value in the form that the input accepts: a value of an enum, or `true` or `false`."
    )


def command_of(act: "PreviewedAct") -> Any:
    """Return the command that a person entered. Raise Refused for missing or unreadable fields."""
    action, faults, values = BY_NAME[str(act.action)], list[InvalidInput](), dict[str, Any]()
    typed = {one.name: one.values[:BESIDE_MOST] for one in act.values[:BESIDE_MOST]}
    for field in form_of(action.command):
        given = typed.get(field.name) or ()
        try:
            if field.many:
                values[field.field.name] = tuple(_read(field, one) for one in given)
            elif given:
                values[field.field.name] = _read(field, given[0])
            elif field.required:
                faults.append(invalid(field.field.name, "field-needed"))
        except ValueError:
            faults.append(invalid(field.field.name, "field-needed"))
    if faults:
        raise Refused(*faults)
    return action.command(**values)


def _read(field: Described, typed: str) -> Any:
    """Return the entered text as a value of the command. Raise ValueError if the text cannot be read."""
    if field.vocabulary:
        return field.vocabulary(typed)
    match field.kind:
        case FieldKind.YES_NO:
            return typed == "true"
        case FieldKind.NUMBER:
            return int(typed)
        case FieldKind.DATE:
            return date.fromisoformat(typed)
        case FieldKind.INSTANT:
            return datetime.fromisoformat(typed)
        case _:
            return typed


def shown(value: bool | StrEnum) -> str:
    """Return a value as an input accepts it."""
    return str(value).lower() if isinstance(value, bool) else str(value.value)


@strawberry.input
class ChosenValues:
    """Values that were chosen in a field of a form."""

    name: str = strawberry.field(description="Name of the field in the input.")
    values: list[str] = strawberry.field(description="Values in the form that the input accepts, at most 100.")


@strawberry.input
class PreviewedAct:
    """An act that a person is about to take on the object, as entered in its form."""

    action: Action = strawberry.field(description="The action.")
    values: list[ChosenValues] = strawberry.field(
        description="Entered values of each field. Days and moments are in ISO 8601."
    )


BESIDE_MOST = 100
"""Largest number of fields that may narrow the choices of another field, and of values in each of these fields."""
Parent = strawberry.Parent[AskedField]


def beside_of(field: Described, given: Sequence[ChosenValues]) -> Beside:
    """Return the values of the fields that narrow the choices of this field, in the form that the rule accepts."""
    named = {camel(name): name for name in getattr(field.field.spec, "narrowed_by", ())}
    return {
        named[one.name]: one.values[:BESIDE_MOST] for one in given[:BESIDE_MOST] if one.name in named and one.values
    }


@strawberry.type
class FormField:
    """A field of the input of an action."""

    @strawberry.field(description="Name of the field in the input.")
    @staticmethod
    def name(parent: Parent) -> str:
        return parent.described.name

    @strawberry.field(description="Path by which problems name the field, such as `input.reasons`.")
    @staticmethod
    def path(parent: Parent) -> str:
        return parent.described.path

    @strawberry.field(description="Kind of the field, which determines how a person fills in the field.")
    @staticmethod
    def kind(parent: Parent) -> FieldKind:
        return parent.described.kind

    @strawberry.field(description="True if the field takes a list of values of this kind.")
    @staticmethod
    def many(parent: Parent) -> bool:
        return parent.described.many

    @strawberry.field(
        description="True if the action cannot be taken on this object without the field. Rules may require other "
        "fields as well."
    )
    @staticmethod
    def required(parent: Parent) -> bool:
        return parent.described.required_of(parent.asked.state, parent.asked.facts)

    @strawberry.field(
        graphql_type=list[FixedField],
        description="Values of other fields. Each of these values makes this field required too.",
    )
    @staticmethod
    def required_with(parent: Parent) -> list[FixedField]:
        return [
            FixedField(name=camel(name), value=shown(value)) for name, value in parent.described.field.spec.needed_with
        ]

    @strawberry.field(description="Names of the fields whose values narrow `choices`. Send these values as `beside`.")
    @staticmethod
    def narrowed_by(parent: Parent) -> list[str]:
        return [camel(name) for name in getattr(parent.described.field.spec, "narrowed_by", ())]

    @strawberry.field(description="Label of the field, in Vietnamese.")
    @staticmethod
    def label_vi(parent: Parent) -> str:
        return parent.described.label("vi")

    @strawberry.field(description="Label of the field, in English.")
    @staticmethod
    def label_en(parent: Parent) -> str:
        return parent.described.label("en")

    @strawberry.field(description="Hint on how and when to fill in the field, in Vietnamese.")
    @staticmethod
    def hint_vi(parent: Parent) -> str:
        return parent.described.hint("vi")

    @strawberry.field(description="Hint on how and when to fill in the field, in English.")
    @staticmethod
    def hint_en(parent: Parent) -> str:
        return parent.described.hint("en")

    @strawberry.field(description="Example in the form of Vietnamese official papers; null without an example.")
    @staticmethod
    def example(parent: Parent) -> str | None:
        return parent.described.words.example

    @strawberry.field(description="Smallest number of characters of a text, or smallest number; null without a bound.")
    @staticmethod
    def least(parent: Parent) -> int | None:
        return parent.described.least

    @strawberry.field(description="Largest number of characters of a text, or largest number; null without a bound.")
    @staticmethod
    def most(parent: Parent) -> int | None:
        return parent.described.most

    @strawberry.field(description="Largest number of values in a list; null for a field with one value.")
    @staticmethod
    def most_values(parent: Parent) -> int | None:
        return parent.described.items

    @strawberry.field(description="First day that the rules accept, in Vietnam; null without a bound.")
    @staticmethod
    def earliest(parent: Parent) -> date | None:
        return parent.described.days(parent.asked.state, parent.asked.facts)[0]

    @strawberry.field(description="Last day that the rules accept, in Vietnam; null without a bound.")
    @staticmethod
    def latest(parent: Parent) -> date | None:
        return parent.described.days(parent.asked.state, parent.asked.facts)[1]

    @strawberry.field(
        description="Value that applies if the field is omitted, in the form that the input accepts; null without a "
        "default."
    )
    @staticmethod
    def default_value(parent: Parent) -> str | None:
        default = parent.described.default
        if isinstance(default, bool | StrEnum):
            return shown(default)
        return None if default in (None, ()) else str(default)

    @strawberry.field(
        description="Kind of object that a reference is to, for a search among these objects. Null for other fields, "
        "for a part of the object itself, and when several kinds fit."
    )
    @staticmethod
    def refers_to(parent: Parent) -> Kind | None:
        return parent.described.to if isinstance(parent.described.to, Kind) else None

    @strawberry.field(
        graphql_type=list[FieldChoice],
        description="Values to choose from. A CHOICE has all its values. A REFERENCE has the values that the rules "
        "accept today for this object and the given values of other fields. Empty for other fields, and for references "
        "to objects of which there may be many: search for those objects.",
        metadata=reads(1, rows=CHOICES),
    )
    @staticmethod
    async def choices(
        parent: Parent,
        info: ContextInfo,
        beside: Annotated[
            list[ChosenValues] | None,
            strawberry.argument(
                description="Values chosen in the fields that narrow this field; null while no value is chosen."
            ),
        ] = None,
    ) -> Sequence[Any]:
        found = await info.context.choices(parent, beside_of(parent.described, beside or ()))
        if isinstance(parent.described.field.spec, Signable):
            return [replace(choice, value=shown_action(choice.value)) for choice in found]
        return found


@strawberry.type
class ActionForm:
    """The effect of an action, and the fields that the action needs. A client that supports `FieldKind` can show the
    form of every action."""

    @strawberry.field(description="Effect of the action, as a sentence in Vietnamese.")
    @staticmethod
    def sentence_vi(parent: strawberry.Parent[Asked]) -> str:
        return sentence_of(parent.action, "vi")

    @strawberry.field(description="Effect of the action, as a sentence in English.")
    @staticmethod
    def sentence_en(parent: strawberry.Parent[Asked]) -> str:
        return sentence_of(parent.action, "en")

    @strawberry.field(
        description="Effect of the action that cannot be undone, in Vietnamese; null if there is none. Ask the person "
        "to confirm it before the action."
    )
    @staticmethod
    def lasting_vi(parent: strawberry.Parent[Asked]) -> str | None:
        return lasting_of(parent.action.name).get("vi")

    @strawberry.field(
        description="Effect of the action that cannot be undone, in English; null if there is none. Ask the person to "
        "confirm it before the action."
    )
    @staticmethod
    def lasting_en(parent: strawberry.Parent[Asked]) -> str | None:
        return lasting_of(parent.action.name).get("en")

    @strawberry.field(description="Official documents that can be made from the result.")
    @staticmethod
    def papers(parent: strawberry.Parent[Asked]) -> list[DocumentKind]:
        return [DocumentKind(paper) for paper in papers_of(parent.action.name)]

    @strawberry.field(description="Name of the mutation's input type.")
    @staticmethod
    def input_type(parent: strawberry.Parent[Asked]) -> str:
        return parent.mutation.input_name

    @strawberry.field(
        graphql_type=list[FixedField],
        description="Fixed fields of the input that select this action, if its mutation carries out several actions.",
    )
    @staticmethod
    def fixed(parent: strawberry.Parent[Asked]) -> list[FixedField]:
        return [FixedField(name=camel(name), value=shown(value)) for name, value in parent.member.fixed.items()]

    @strawberry.field(
        description="Field of the input for the id of the object, such as `caseId`; null for an action that begins an "
        "object."
    )
    @staticmethod
    def target(parent: strawberry.Parent[Asked]) -> str | None:
        return parent.target

    @strawberry.field(description="True if the input has the field `expectedVersion`.")
    @staticmethod
    def versioned(parent: strawberry.Parent[Asked]) -> bool:
        return not parent.action.creates and not parent.action.additive

    @strawberry.field(
        description="True if the input has the field `confirmedNames`, which is needed if a text contains the name of "
        "a person."
    )
    @staticmethod
    def names_confirmed(parent: strawberry.Parent[Asked]) -> bool:
        return may_name(parent.action.command)

    @strawberry.field(
        graphql_type=list[FormField],
        description="Fields of the input that a person fills in, in the order of the form.",
        metadata=reads(rows=FIELDS),
    )
    @staticmethod
    def fields(parent: strawberry.Parent[Asked]) -> list[AskedField]:
        return [AskedField(described=field, asked=parent) for field in form_of(parent.action.command)]
