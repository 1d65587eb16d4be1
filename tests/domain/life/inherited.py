"""What a thing looks like once every agency that was taken over is replaced by its heir."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any


def inherited(value: Any, heirs: Mapping[str, str]) -> Any:
    """The value with each former agency's id replaced by its heir's, also within a path of ids.

    What names no former agency is returned as it is: most of a case is, and the lives of cases ask often.
    """
    if type(value) is str:
        if not any(former in value for former in heirs):
            return value
        return "/".join(heirs.get(part, part) for part in value.split("/"))
    if is_dataclass(value) and not isinstance(value, type):
        changed = {
            field.name: new
            for field in fields(value)
            if (new := inherited(old := getattr(value, field.name), heirs)) is not old
        }
        return replace(value, **changed) if changed else value
    if isinstance(value, dict):
        return {inherited(key, heirs): inherited(item, heirs) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return type(value)(inherited(item, heirs) for item in value)
    return value
