"""Read the form of a page as a browser does: the values of its fields, and the choices."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from html.parser import HTMLParser
from typing import Any

from api.pages.forms.values import TYPED_DAY, TYPED_MOMENT
from domain.kernel.calendar import VIETNAM

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*")


@dataclass
class WebForm(HTMLParser):
    """First form of a page that is sent by POST, with its heading."""

    action: str = ""
    hidden: dict[str, list[str]] = field(default_factory=dict)
    held: dict[str, list[str]] = field(default_factory=dict)
    """Values of each visible field."""
    offered: dict[str, set[str]] = field(default_factory=dict)
    """Values to choose from, by field; none for a field that is typed."""
    files: set[str] = field(default_factory=set)
    required: set[str] = field(default_factory=set)
    labels: dict[str, str] = field(default_factory=dict)
    wrong: set[str] = field(default_factory=set)
    """Fields with an error beside them."""
    heading: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._inside, self._select, self._text, self._into, self._labels = False, "", "", "", ""

    @classmethod
    def read(cls, page: str) -> "WebForm":
        made = cls()
        made.feed(page)
        return made

    def __contains__(self, name: str) -> bool:
        return name in self.held

    def filled(self, given: Mapping[str, Any]) -> dict[str, list[str]]:
        """Return all values to send. Raise AssertionError for a missing field, or a value that is not offered."""
        sent = {**self.hidden, **{name: values for name, values in self.held.items() if name not in self.files}}
        for name, value in given.items():
            assert name in self, f"{name} is no field of {sorted(self.held)}"
            values = [written(one) for one in (value if isinstance(value, list) else [value])]
            offered = self.offered.get(name)
            assert offered is None or {*values} <= offered, f"{name}: {values} is not among {sorted(offered)[:20]}"
            sent[name] = ["\n".join(values)] if offered is None else values
        return sent | ({"sure": ["yes"]} if "sure" in self else {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("method") == "post" and not self.action:
            self._inside, self.action = True, given.get("action", "")
        if tag == "h1":
            self._into, self._text = "heading", ""
        if given.get("class") == "error":
            self.wrong.add(given["id"].removesuffix("-error"))
        if tag == "fieldset" or (tag == "label" and "for" in given):
            self._labels = given.get("id") or given.get("for", "")
        if self._inside and "name" in given:
            self._field(tag, given)
        if tag == "option" and self._select:
            self._chosen(self._select, given, "selected" in given)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        name, type = given["name"], given.get("type", "")
        match tag, type:
            case "input", "hidden":
                self.hidden.setdefault(name, []).append(given.get("value", ""))
            case "input", "radio" | "checkbox":
                self._chosen(name, given, "checked" in given)
            case "input", "file":
                self.files.add(name)
                self.held[name] = self.hidden.pop(name, [])
            case "input", _:
                self.held[name] = [given.get("value", "")]
            case "select", _ if name not in self.held:  # otherwise a list of suggestions
                self._select, self.held[name], self.offered[name] = name, [], set()
            case "textarea", _:
                self._into, self._text = name, ""
            case _:
                pass

    def _chosen(self, name: str, given: dict[str, str], chosen: bool) -> None:
        self.offered.setdefault(name, set()).add(given.get("value", ""))
        self.held.setdefault(name, []).extend([given.get("value", "")] * chosen)

    def handle_data(self, data: str) -> None:
        self._text += data if self._into else ""
        if self._labels and data.strip():
            self.labels.setdefault(self._labels, data.strip())
        if data == "(required)":
            self.required.add(self._labels)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        if tag == "select":
            self._select = ""
        if self._into == "heading" and tag == "h1":
            self.heading, self._into = self._text.strip(), ""
        elif self._into and tag == "textarea":
            self.held[self._into], self._into = [self._text.removeprefix("\n")], ""


def written(value: Any) -> str:
    """Return a value as people type it in Việt Nam."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return datetime.fromisoformat(text).strftime(TYPED_DAY)
    if MOMENT.fullmatch(text):
        return datetime.fromisoformat(text).astimezone(VIETNAM).strftime(TYPED_MOMENT)
    return text
