"""Media types and their parameters (RFC 9110 sections 5.6 and 8.3.1). Quoted strings may contain commas and
semicolons."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_TYPE = re.compile(rf"[ \t]*({_TOKEN}/{_TOKEN})[ \t]*")
_PARAMETER = re.compile(rf";[ \t]*(?:({_TOKEN})=({_TOKEN}|{_QUOTED}))?[ \t]*")
_ELEMENT = re.compile(rf"(?:{_QUOTED}|[^,\"])+")


@dataclass(frozen=True, kw_only=True)
class MediaType:
    """Media type or range. The type and the parameters' names are in lower case. The parameters' values are
    unchanged."""

    name: str
    parameters: tuple[tuple[str, str], ...] = ()

    def parameter(self, name: str) -> str | None:
        """Return the value of a parameter. If it is given twice, return the first value."""
        return next((value for key, value in self.parameters if key == name), None)


def media_type(text: str) -> MediaType | None:
    """Parse a media type. Return None if it is malformed."""
    named = _TYPE.match(text)
    if named is None:
        return None
    place, found = named.end(), list[tuple[str, str]]()
    while place < len(text):
        parameter = _PARAMETER.match(text, place)
        if parameter is None:
            return None
        if parameter[1]:
            found.append((parameter[1].lower(), _unquoted(parameter[2])))
        place = parameter.end()
    return MediaType(name=named[1].lower(), parameters=tuple(found))


def _unquoted(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value


def elements(text: str) -> Iterator[str]:
    """Yield the non-empty elements of a list."""
    yield from (element[0] for element in _ELEMENT.finditer(text) if element[0].strip())


def is_media_type(header: str, name: str) -> bool:
    """Return whether a Content-Type field names this type, with any parameters."""
    found = media_type(header)
    return found is not None and found.name == name
