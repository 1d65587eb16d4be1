"""Variables and arguments of a plan's operation, as graphql-core reads them.

If every variable is a text, a number, a truth value or an id, and is given as one, nothing has to be coerced. Then
graphql-core finds once where each of them goes. It reads any other variables each time.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, Final

from graphql import (
    GraphQLBoolean,
    GraphQLError,
    GraphQLID,
    GraphQLInt,
    GraphQLSchema,
    GraphQLString,
    OperationDefinitionNode,
    Undefined,
    get_nullable_type,
)
from graphql.execution.get_variable_signature import GraphQLVariableSignature, get_variable_signature
from graphql.execution.values import VariableValues, VariableValueSource, get_argument_values, get_variable_values

from api.graphql.plan.declared import arguments_of
from api.graphql.plan.slots import Slot

ERRORS_MOST: Final = 50
"""Errors of variables that graphql-core reports; it says them itself."""
INT_MOST: Final = 2**31 - 1
USUAL: Final[Mapping[Any, type]] = {GraphQLString: str, GraphQLID: str, GraphQLInt: int, GraphQLBoolean: bool}
"""Types whose values need no coercion if they are of this class."""
FIXED: Final = (str, int, float, bool, type(None), date, Enum)
"""Classes of values that no resolver can change."""


@dataclass(frozen=True, eq=False)
class _Place:
    name: str


@dataclass(frozen=True)
class _Form:
    """Arguments of a slot: the constant ones, and the variable of each other one."""

    fixed: Mapping[str, Any]
    variables: Mapping[str, str]

    def filled(self, variables: VariableValues) -> Mapping[str, Any]:
        if not self.variables:
            return self.fixed
        return {**self.fixed, **{argument: variables.coerced[name] for argument, name in self.variables.items()}}


class Arguments:
    def __init__(self, schema: GraphQLSchema, operation: OperationDefinitionNode, slots: Iterable[Slot]) -> None:
        self._schema, self._operation = schema, operation
        self._signatures = self._usual_signatures()
        self._classes = {
            name: USUAL[get_nullable_type(signature.type)] for name, signature in (self._signatures or {}).items()
        }
        self._forms: dict[int, _Form] = {}
        self._handed: dict[int, _Form] = {}
        """The same for the functions of slots, by the Python names of arguments."""
        if self._signatures is not None:
            places = VariableValues(
                {name: VariableValueSource(signature) for name, signature in self._signatures.items()},
                {name: _Place(name) for name in self._signatures},
            )
            for slot in slots:
                if slot.field is not None:
                    self._read_forms(slot, places)

    def _read_forms(self, slot: Slot, places: VariableValues) -> None:
        """Find where variables go in the arguments of a slot, if that does not depend on their values."""
        with suppress(Exception):
            given = _read(slot, places)
            if (form := _form(given)) is None:
                return
            self._forms[slot.id] = form
            if slot.resolver is not None and slot.definition is not None:
                made = arguments_of(self._schema, slot.definition, None, given)
                if (handed := _form(made)) is not None:
                    self._handed[slot.id] = handed

    def _usual_signatures(self) -> Mapping[str, GraphQLVariableSignature] | None:
        """Return the variables by name; None if there is one of another type."""
        made: dict[str, GraphQLVariableSignature] = {}
        for definition in self._operation.variable_definitions or ():
            signature = get_variable_signature(self._schema, definition)
            if isinstance(signature, GraphQLError) or get_nullable_type(signature.type) not in USUAL:
                return None
            made[signature.name] = signature
        return made

    def variables(self, inputs: Mapping[str, Any]) -> tuple[VariableValues, bool] | None:
        """Return the variables, and True if all are usual; None if graphql-core has to report an error."""
        if (usual := self._usual(inputs)) is not None:
            return usual, True
        definitions = self._operation.variable_definitions or ()
        values = get_variable_values(self._schema, definitions, dict(inputs), ERRORS_MOST, True)
        return None if isinstance(values, list) else (values, False)

    def _usual(self, inputs: Mapping[str, Any]) -> VariableValues | None:
        if self._signatures is None:
            return None
        coerced, sources = dict[str, Any](), dict[str, VariableValueSource]()
        for name, signature in self._signatures.items():
            value = inputs.get(name, Undefined)
            if value.__class__ is not self._classes[name]:
                return None
            if type(value) is int and not -INT_MOST <= value <= INT_MOST:
                return None
            coerced[name], sources[name] = value, VariableValueSource(signature, value)
        return VariableValues(sources, coerced)

    def of(self, slot: Slot, variables: VariableValues, usual: bool) -> Mapping[str, Any]:
        form = self._forms.get(slot.id) if usual else None
        return form.filled(variables) if form else _read(slot, variables)

    def handed(self, slot: Slot, variables: VariableValues, usual: bool, info: Any) -> Mapping[str, Any]:
        """Return the arguments for the function of a slot. Raises what `of` raises, and Strawberry's own errors."""
        if usual and (form := self._handed.get(slot.id)) is not None:
            return form.filled(variables)
        given = self.of(slot, variables, usual)
        return arguments_of(self._schema, slot.definition, info, given) if given and slot.definition else given


def _form(given: Mapping[str, Any]) -> _Form | None:
    """Return where variables go in arguments; None if a resolver could change a constant one."""
    variables = {argument: value.name for argument, value in given.items() if isinstance(value, _Place)}
    fixed = {argument: value for argument, value in given.items() if argument not in variables}
    return _Form(fixed, variables) if all(isinstance(value, FIXED) for value in fixed.values()) else None


def _read(slot: Slot, variables: VariableValues) -> Mapping[str, Any]:
    return get_argument_values(slot.field, slot.nodes[0], variables, None, True) if slot.field.args else {}
