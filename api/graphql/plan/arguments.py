"""Arguments of a plan's operation, as graphql-core and Strawberry read them.

The place of each variable depends only on which variables are given, null or absent. The places are therefore found
once for each such pattern, and each execution only inserts the values.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from graphql import GraphQLSchema, OperationDefinitionNode, Undefined
from graphql.execution.values import VariableValues, VariableValueSource, get_argument_values, get_variable_values

from api.graphql.plan.declared import Unknown, argument_names, arguments_of
from api.graphql.plan.inputs import FIXED, Convert, Variable, variable_of
from api.graphql.plan.slots import Slot

ERRORS_MOST: Final = 50
"""Number of errors in variables at which graphql-core stops checking. graphql-core reports the errors itself."""
FORMS_MOST: Final = 1_000
"""Most forms that a plan caches for its slots, over all patterns of variables: about a megabyte. The arguments of
further patterns are read each time."""


@dataclass(frozen=True, eq=False)
class _Place:
    name: str


@dataclass(frozen=True)
class _Form:
    """Arguments of a slot: the constant arguments, and the variable for each other argument."""

    fixed: Mapping[str, Any]
    variables: Mapping[str, tuple[str, Convert | None]]

    def filled(self, coerced: Mapping[str, Any]) -> Mapping[str, Any]:
        if not self.variables:
            return self.fixed
        made = dict(self.fixed)
        for argument, (name, handed) in self.variables.items():
            made[argument] = handed(coerced[name]) if handed else coerced[name]
        return made


class _Forms:
    """Forms of all slots for one pattern of variables, by the slots' numbers."""

    def __init__(
        self, schema: GraphQLSchema, slots: Iterable[Slot], known: Mapping[str, Variable], places: Any
    ) -> None:
        self.of: dict[int, _Form] = {}
        self.handed: dict[int, _Form] = {}
        """Forms for the functions of slots, with the Python names of arguments."""
        self._known = known
        for slot in slots:
            with suppress(Exception):  # arguments that graphql-core or Strawberry refuses have no form
                self._read(schema, slot, places)

    def _read(self, schema: GraphQLSchema, slot: Slot, places: VariableValues) -> None:
        given = _read(slot, places)
        if (form := _form(given)) is None:
            return
        self.of[slot.id] = form
        if slot.resolver is None or slot.definition is None:
            return
        made, names = arguments_of(schema, slot.definition, None, form.fixed), argument_names(schema, slot.definition)
        if (handed := _form(made)) is not None:
            placed = {
                names[argument]: (name, self._known[name].handed) for argument, (name, _) in form.variables.items()
            }
            self.handed[slot.id] = _Form(handed.fixed, placed)


class Given:
    """Variables of one execution, and the arguments that slots get from them."""

    def __init__(self, schema: GraphQLSchema, variables: VariableValues, forms: _Forms | None) -> None:
        self.variables = variables
        self._schema, self._forms = schema, forms

    def of(self, slot: Slot) -> Mapping[str, Any]:
        form = self._forms.of.get(slot.id) if self._forms else None
        return form.filled(self.variables.coerced) if form else _read(slot, self.variables)

    def handed(self, slot: Slot, info: Any) -> Mapping[str, Any]:
        """Return the arguments for the function of a slot. Raise the errors of `of`, and Strawberry's own errors."""
        if self._forms and (form := self._forms.handed.get(slot.id)) is not None:
            return form.filled(self.variables.coerced)
        given = self.of(slot)
        return arguments_of(self._schema, slot.definition, info, given) if given and slot.definition else given


class Arguments:
    def __init__(self, schema: GraphQLSchema, operation: OperationDefinitionNode, slots: Iterable[Slot]) -> None:
        self._schema = schema
        self._slots = tuple(slot for slot in slots if slot.field is not None and slot.field.args)
        self._definitions = operation.variable_definitions or ()
        self._known: Mapping[str, Variable] | None = None
        with suppress(Unknown):
            found = (variable_of(schema, definition) for definition in self._definitions)
            self._known = {variable.signature.name: variable for variable in found}
        self._forms: dict[tuple[bool | None, ...], _Forms] = {}

    def given(self, inputs: Mapping[str, Any]) -> Given | None:
        """Return the variables; None if graphql-core must report an error."""
        if (usual := self._usual(inputs)) is not None:
            return Given(self._schema, usual, self._forms_for(usual))
        values = get_variable_values(self._schema, self._definitions, dict(inputs), ERRORS_MOST, True)
        return None if isinstance(values, list) else Given(self._schema, values, None)

    def _usual(self, inputs: Mapping[str, Any]) -> VariableValues | None:
        if self._known is None:
            return None
        coerced, sources = dict[str, Any](), dict[str, VariableValueSource]()
        for name, variable in self._known.items():
            value = inputs.get(name, Undefined)
            sources[name] = VariableValueSource(variable.signature, value)
            if value is not Undefined:
                coerced[name] = read = variable.read(value)
                if read is Undefined:
                    return None
            elif variable.required:
                return None
            else:
                coerced |= variable.absent
        return VariableValues(sources, coerced)

    def _forms_for(self, values: VariableValues) -> _Forms | None:
        """Return the forms for the pattern of these values. The pattern has True for a given variable, False for null,
        and None for an absent one."""
        known, coerced = self._known or {}, values.coerced
        pattern = tuple(
            None if source.value is Undefined else coerced[name] is not None for name, source in values.sources.items()
        )
        kept = len(self._forms) + 1
        if (found := self._forms.get(pattern)) is None and kept * max(len(self._slots), 1) <= FORMS_MOST:
            given = {name for name, there in zip(values.sources, pattern, strict=True) if there}
            places = {name: _Place(name) if name in given else value for name, value in coerced.items()}
            found = _Forms(self._schema, self._slots, known, VariableValues(values.sources, places))
            self._forms[pattern] = found
        return found


def _form(given: Mapping[str, Any]) -> _Form | None:
    """Return the place of each variable in the arguments; None if a resolver could change a constant argument."""
    variables = {argument: (value.name, None) for argument, value in given.items() if isinstance(value, _Place)}
    fixed = {argument: value for argument, value in given.items() if argument not in variables}
    return _Form(fixed, variables) if all(isinstance(value, FIXED) for value in fixed.values()) else None


def _read(slot: Slot, variables: VariableValues) -> Mapping[str, Any]:
    return get_argument_values(slot.field, slot.nodes[0], variables, None, True) if slot.field.args else {}
