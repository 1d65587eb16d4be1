"""A form made from a command. Each field follows its spec, and has the typed value and its errors."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, replace
from typing import Any

from api.pages.forms.names import NameFound, names_in
from api.pages.forms.posted import Typed
from api.pages.forms.values import Choices, kind_of_field, value_of, values_of
from domain.kernel.fields import Field, Words, check, fields_of, normalised
from domain.kernel.refusals import InvalidInput, Problem, camel
from domain.messages import Language, message
from domain.narrative.forms import FormField as Described
from domain.narrative.forms import form_of, is_made


def said(problem: Problem, language: Language) -> str:
    return message(problem.code, problem.params, language)


@dataclass(frozen=True, kw_only=True)
class FormField:
    name: str
    kind: str
    label: str
    hint: str
    required: bool
    needed: str = ""
    """Values of other fields with which this field is required, in words."""
    narrows: bool = False
    narrowed: bool = False
    """True if other fields' values limit this field's choices. `narrows` is True if this field limits the choices of
    others."""
    values: Sequence[str] = ()
    most: int | None = None
    choices: Choices = ()
    errors: Sequence[str] = ()
    names: Sequence[NameFound] = ()

    @property
    def value(self) -> str:
        """Return the text of a field with one value: the typed value, or else the chosen one."""
        return next(filter(None, self.values), "")


@dataclass(frozen=True, kw_only=True)
class Form:
    """A command's form: its fields, the fields that the page's address fixes, and the choices from the registry."""

    command: type
    fixed: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, Choices] = field(default_factory=dict)
    """Choices by field."""
    given: Typed = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    """Fields that keep their defaults, even if the form sends a value."""

    @property
    def fields(self) -> list[Field]:
        left = self.left_out | set(self.fixed)
        return [one for one in fields_of(self.command) if one.name not in left and not is_made(one)]

    def shown(
        self,
        typed: Typed,
        problems: Iterable[Problem],
        language: Language,
        say: Callable[[Problem, Language], str] = said,
    ) -> tuple[list[FormField], list[str]]:
        """Return the fields with the typed values and their faults, and the problems that belong to no field."""
        wrong: dict[str, list[InvalidInput]] = {}
        general = []
        own = {f"input.{camel(one.name)}" for one in self.fields}
        for problem in problems:
            if isinstance(problem, InvalidInput) and problem.whole in own:
                wrong.setdefault(problem.whole, []).append(problem)
            else:
                general.append(say(problem, language))
        described = {one.field.name: one for one in form_of(self.command)}
        fields = [
            self._shown(described[one.name], typed, wrong.get(f"input.{camel(one.name)}", []), language)
            for one in self.fields
        ]
        return fields, general

    def _shown(
        self, described: Described, typed: Typed, wrong: Sequence[InvalidInput], language: Language
    ) -> FormField:
        field = described.field
        values = typed.get(field.name, self.given.get(field.name, ()))
        return FormField(
            name=field.name,
            kind=kind_of_field(described, self.choices),
            label=described.label(language),
            hint=described.shown_hint(language),
            required=described.required,
            values=values,
            most=field.spec.most if isinstance(field.spec, Words) else None,
            choices=self.choices.get(field.name) or values_of(described, language),
            errors=[said(problem, language) for problem in wrong],
            names=list(names_in(field.name, values, typed, wrong)),
        )

    def read(self, typed: Typed, made: Mapping[str, Any] | None = None) -> tuple[Any | None, list[InvalidInput]]:
        """Return the typed command, or the faults of unreadable fields. The domain checks everything else."""
        given: dict[str, Any] = {**(made or {})}
        faults = []
        for one in fields_of(self.command):
            if one.name in self.left_out or is_made(one):
                continue
            values = [self.fixed[one.name]] if one.name in self.fixed else typed.get(one.name, ())
            value, fault = value_of(one, [value.strip() for value in values if value.strip()])
            if fault:
                faults.append(replace(fault, path=f"input.{camel(one.name)}"))
            elif value is not None:
                given[one.name] = value
        return (None, [*faults, *self._others(given)]) if faults else (self.command(**given), [])

    def _others(self, given: Mapping[str, Any]) -> Iterator[InvalidInput]:
        """Yield faults that do not depend on the unreadable fields, so that all faults are reported at once."""
        if all(one.optional or one.default is not MISSING or one.name in given for one in fields_of(self.command)):
            command = normalised(self.command(**given))
            yield from check(command)
            yield from command.joint_faults()
