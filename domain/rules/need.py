"""Needs of rules: facts that are neither in the state nor in the registry.

A command names its needs (`needs=(ContestedDecision,)`); a field that refers to something else brings its need along,
so that no rule can forget whether the actor may see it. The store has one loader for each need and runs it in the
snapshot of the transaction. A rule asks `facts.known(ContestedDecision)`. A loader runs only for a command that needs
it.
"""

from collections.abc import Iterator
from typing import Any, ClassVar

from domain.kernel.fields import Spec, fields_of


class Need:
    """One thing that rules ask for. Subclasses are frozen dataclasses that hold the answer.

    `named_by` is the kind of field that brings the need along.
    """

    def __init_subclass__(cls, *, named_by: type[Spec] | None = None) -> None:
        if named_by is not None:
            _NAMED_BY[named_by] = cls

    ALONE: ClassVar[bool] = False
    """True if commands that ask for it run one after another, so that none decides on what another is changing."""
    OF_STATE: ClassVar[bool] = False
    """True if the state alone says what to load: then it is loaded for the guards that `allowedActions` asks too."""

    @classmethod
    def arises(cls, state: Any) -> bool:
        """Return whether a guard can come to ask for it in this state; else `allowedActions` loads nothing."""
        return True


_NAMED_BY: dict[type[Spec], type[Need]] = {}


def needs_of_fields(command: type) -> Iterator[type[Need]]:
    """The needs that the fields of a command bring along."""
    for field in fields_of(command):
        if need := _NAMED_BY.get(type(field.spec)):
            yield need
