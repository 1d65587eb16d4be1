"""Names of an action and of the object that a form is asked for."""

from dataclasses import dataclass
from typing import Any

from domain.narrative.forms import FormField as Described
from domain.rules.action import Action
from domain.rules.facts import Facts


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A form, and what it is about: the state of the object, None for a form that begins one."""

    action: Action
    target: str | None
    state: Any
    facts: Facts


@dataclass(frozen=True, kw_only=True)
class AskedField:
    """A field of a form that somebody is asked to fill in."""

    described: Described
    asked: Asked
