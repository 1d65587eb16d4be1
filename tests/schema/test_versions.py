"""A version of a case is as it was: no field that it has in common with the case is computed from the present."""

from inspect import getsource
from typing import Any

from schema.case import CaseVersion
from tests.support.told import nothing_missing

OF_NOW = ("context.now", "context.today")


def test_a_version_says_nothing_of_today() -> None:
    shown: Any = CaseVersion
    resolved = [field for field in shown.__strawberry_definition__.fields if field.base_resolver]
    assert resolved
    nothing_missing(
        f"CaseVersion.{field.python_name} depends on the moment of the question. Move it to Case in schema/case.py."
        for field in resolved
        if any(word in getsource(field.base_resolver.wrapped_func) for word in OF_NOW)
    )
