"""Pages from Jinja templates, in one configuration: everything is escaped, and a name that is missing is an error."""

from collections.abc import Callable
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

HTML = "text/html; charset=utf-8"


class Templates:
    """The folders `templates` of some packages; a template of an earlier one goes before its namesakes."""

    def __init__(self, *packages: str, **filters: Callable[..., Any]) -> None:
        self._environment = Environment(
            loader=ChoiceLoader([PackageLoader(package) for package in packages]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= filters

    def render(self, template: str, **values: Any) -> str:
        """The text of a page. Raises UndefinedError if the template needs a value that is not given."""
        return self._environment.get_template(template).render(values)
