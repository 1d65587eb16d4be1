"""Form of an action as the schema defines it. Converts the form's fields for the page, and the typed values into the
mutation's input."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from api.pages.forms.form import FormField
from api.pages.forms.names import names_in
from api.pages.forms.posted import Typed
from api.pages.forms.values import TYPED_DAY, TYPED_MOMENT, Choices, day_of, moment_of, number_in
from domain.kernel.calendar import iso_millis
from domain.messages import Language, message

BOXES_MOST: Final = 12
"""Largest number of choices that are shown at once for a single value. More choices become a drop-down list."""
KINDS: Final[Mapping[str, str]] = {
    "LONG_TEXT": "area",
    "NUMBER": "number",
    "DATE": "day",
    "INSTANT": "moment",
    "FILE": "file",
}
"""Input element for each kind of field that is neither a choice nor a list."""
PRESENT: Final[Mapping[str, tuple[str, str]]] = {"DATE": ("today", TYPED_DAY), "INSTANT": ("now", TYPED_MOMENT)}
"""Word on the page for the present, and its format, by the kind of field."""
YES_NO: Final[Mapping[Language, tuple[str, str]]] = {"vi": ("Có", "Không"), "en": ("Yes", "No")}


@dataclass(frozen=True, kw_only=True)
class Wrong:
    """Fault of a field, in the page's language. The path is empty if the fault concerns the whole act."""

    said: str
    path: str = ""
    code: str = ""
    at: int | None = None
    length: int | None = None


@dataclass(frozen=True, kw_only=True)
class Shown:
    """Values that a page adds to the fields: its words, its format of days, the present time, and the ends of terms."""

    texts: Mapping[str, str]
    day: Callable[[Any], str]
    into: str = ""
    """Field that gets the object of the previous page as its value."""
    now: datetime
    """Present time in Viet Nam."""
    terms: Sequence[tuple[int, date]]
    """Numbers of working days from today, and the day on which each ends."""

    def offered(self, field: Mapping[str, Any]) -> Choices:
        """Return values to choose instead of typing: the ends of terms, or the present for a field about the past."""
        ends = [(count, day, self.texts["ends_on"].format(count=count, day=self.day(day))) for count, day in self.terms]
        if field["kind"] == "DATE" and _ahead(field):
            return [(day.strftime(TYPED_DAY), said) for _, day, said in ends]
        if field["kind"] == "NUMBER" and field["name"].lower().endswith("days"):
            return [(str(count), said) for count, _, said in ends if count <= (field["most"] or count)]
        if field["latest"] == self.now.date().isoformat() and field["kind"] in PRESENT:
            said, written = PRESENT[field["kind"]]
            present = self.now.strftime(written)
            return [(present, f"{self.texts[said]}: {present}")]
        return ()


@dataclass(frozen=True, kw_only=True)
class Form:
    """Form of one action, as `allowedActions { form }` returns it."""

    data: Mapping[str, Any]
    language: Language
    found: Mapping[str, Choices]
    """Choices by kind of object, for fields whose objects must be searched for according to the schema."""

    @property
    def fields(self) -> list[Mapping[str, Any]]:
        """Return the fields that people fill in. The required fields come first, then those that another field may
        require."""
        typed = [field for field in self.data["fields"] if field["kind"] != "MADE"]
        return sorted(typed, key=lambda field: (not field["required"], not field["requiredWith"]))

    @property
    def file(self) -> str | None:
        """Return the field that takes a file; None if there is no such field."""
        return next((field["name"] for field in self.fields if field["kind"] == "FILE"), None)

    def each_file(self, given: Mapping[str, Any], typed: Typed) -> list[Mapping[str, Any]]:
        """Return one input for each file of the form."""
        files = typed.get(self.file, ()) if self.file else ()
        return [{**given, str(self.file): id} for id in files] or [given]

    def without_files(self, typed: Typed, recorded: int) -> Typed:
        """Return the typed values without the files that are recorded already."""
        return {**typed, str(self.file): typed[str(self.file)][recorded:]} if recorded else typed

    @property
    def narrowing_fields(self) -> frozenset[str]:
        """Return the fields whose values limit the choices of others."""
        return frozenset(name for field in self.fields for name in field["narrowedBy"])

    def narrowing(self, typed: Typed) -> list[Mapping[str, Any]]:
        """Return the values that limit choices, as the schema takes them."""
        chosen = {name: [value for value in typed.get(name, ()) if value] for name in sorted(self.narrowing_fields)}
        return [{"name": name, "values": values} for name, values in chosen.items() if values]

    def _needed(self, field: Mapping[str, Any], typed: Typed) -> bool:
        return any(one["value"] in typed.get(one["name"], ()) for one in field["requiredWith"])

    @property
    def fixed(self) -> dict[str, str | bool]:
        """Return the fields of the input that identify the action."""
        values = {"true": True, "false": False}
        return {one["name"]: values.get(one["value"], one["value"]) for one in self.data["fixed"]}

    def _said(self, of: Mapping[str, Any], name: str) -> str:
        return str(of[f"{name}Vi" if self.language == "vi" else f"{name}En"] or "")

    @property
    def sentence(self) -> str:
        return self._said(self.data, "sentence")

    @property
    def lasting(self) -> str:
        """Return the consequences that cannot be undone. If the text is not empty, the page requests a confirmation."""
        return self._said(self.data, "lasting")

    def choices(self, field: Mapping[str, Any]) -> Choices:
        if field["kind"] == "YES_NO":
            return list(zip(("true", "false"), YES_NO[self.language], strict=True))
        given = [(one["value"], self._said(one, "label")) for one in field["choices"]]
        return given or self.found.get(field["refersTo"] or "", ())

    def shown(self, typed: Typed, problems: Sequence[Wrong], about: str, page: Shown) -> list[FormField]:
        """Return the fields with the typed values and the faults of each."""
        return [self._shown(field, typed, problems, about, page) for field in self.fields]

    def _shown(
        self, field: Mapping[str, Any], typed: Typed, problems: Sequence[Wrong], about: str, page: Shown
    ) -> FormField:
        name, choices = field["name"], self.choices(field)
        wrong = [problem for problem in problems if is_of(problem.path, field["path"])]
        values = typed.get(name, ()) if typed else self._given(field, choices, about)
        if name == page.into and not typed:
            values, choices = [about], [one for one in choices if one[0] == about] or choices
            choices = choices if not choices or choices[0][0] == about else [(about, page.texts["this"]), *choices]
        short = field["kind"] in ("TEXT", "LONG_TEXT", "ADDRESS") and not field["many"]
        return FormField(
            name=name,
            kind=_kind(field, choices),
            label=self._said(field, "label"),
            hint=self.hint(field, page),
            required=field["required"],
            needed=self._with(field),
            narrows=name in self.narrowing_fields,
            narrowed=bool(field["narrowedBy"]),
            values=values,
            most=field["most"] if short else None,
            choices=choices or page.offered(field),
            errors=[one.said for one in wrong],
            names=list(names_in(name, values, typed, wrong)),
        )

    def _with(self, field: Mapping[str, Any]) -> str:
        """Return in words the values of other fields with which this field is required."""
        said = dict[str, list[str]]()
        for one in field["requiredWith"]:
            other = next(other for other in self.fields if other["name"] == one["name"])
            said.setdefault(self._said(other, "label"), []).append(dict(self.choices(other)).get(one["value"], ""))
        return "; ".join(f"{label}: {' / '.join(values)}" for label, values in said.items())

    def hint(self, field: Mapping[str, Any], page: Shown) -> str:
        """Return the hint of a field, with the limits that the rules set for this object today."""
        texts, day = page.texts, page.day
        said = [self._said(field, "hint")]
        if field["example"]:
            said.append(f"{texts['example']}: {field['example'].rstrip('.')}.")
        if field["kind"] == "INSTANT":
            said.append(texts["moment"])
        if field["kind"] in ("DATE", "INSTANT") and field["earliest"] and field["latest"]:
            said.append(texts["between"].format(first=day(field["earliest"]), last=day(field["latest"])))
        elif field["kind"] == "DATE" and field["latest"]:
            said.append(texts["not_after"].format(last=day(field["latest"])))
        elif field["kind"] == "DATE" and field["earliest"]:
            said.append(texts["not_before"].format(first=day(field["earliest"])))
        if field["least"] and field["kind"] in ("TEXT", "LONG_TEXT") and field["least"] > 1:
            said.append(texts["least"].format(least=field["least"]))
        if field["many"] and not self.choices(field):
            said.append(texts["lines"])
        return " ".join(part for part in said if part)

    def _given(self, field: Mapping[str, Any], choices: Choices, about: str) -> Sequence[str]:
        """Return the initial value of a field: the duty's subject, the only choice or day, or the default."""
        values = [value for value, _ in choices]
        if about in values:
            return [about]
        if len(values) == 1 and field["required"]:
            return values
        if field["kind"] == "DATE" and field["required"] and field["latest"] and field["earliest"] == field["latest"]:
            return [date.fromisoformat(field["earliest"]).strftime(TYPED_DAY)]
        return [field["defaultValue"]] if field["defaultValue"] is not None else []

    def read(self, typed: Typed) -> tuple[dict[str, Any], list[Wrong]]:
        """Return the typed part of the mutation's input, and the faults of unreadable fields."""
        given, faults = dict[str, Any](), list[Wrong]()
        for field in self.fields:
            values = [value.strip() for value in typed.get(field["name"], ()) if value.strip()]
            value, fault = _value(field, values)
            if value is None and not fault and self._needed(field, typed):
                fault = "field-needed"
            if fault:
                faults.append(Wrong(path=field["path"], said=message(fault, {}, self.language)))
            elif value is not None:
                given[field["name"]] = value
        return given, faults


def is_of(problem: str, path: str) -> bool:
    """Return whether a problem concerns a field or a part of it."""
    return problem == path or problem.startswith((f"{path}.", f"{path}["))


def _kind(field: Mapping[str, Any], choices: Choices) -> str:
    if field["many"]:
        return "many" if choices else "lines"
    if choices:
        return "radio" if field["required"] and len(choices) <= BOXES_MOST else "choice"
    return KINDS.get(field["kind"], "line")


def _ahead(field: Mapping[str, Any]) -> bool:
    """Return whether a field's day is in the future. If it is, the form offers the ends of terms in working days."""
    return field["latest"] is None and field["earliest"] is not None


def _value(field: Mapping[str, Any], typed: Sequence[str]) -> tuple[Any, str | None]:
    if field["many"]:
        lines = [line.strip() for text in typed for line in text.splitlines() if line.strip()]
        return _each(field, lines)
    if not typed:
        return None, "field-needed" if field["required"] else None
    return _one(field["kind"], typed[0])


def _each(field: Mapping[str, Any], lines: Iterable[str]) -> tuple[Any, str | None]:
    read = [_one(field["kind"], line) for line in lines]
    fault = next((fault for _, fault in read if fault), None)
    return ([value for value, _ in read] if read or field["required"] else None), fault


def _one(kind: str, typed: str) -> tuple[Any, str | None]:
    match kind:
        case "YES_NO":
            return typed == "true", None
        case "NUMBER":
            number = number_in(typed)
            return number, "number-malformed" if number is None else None
        case "DATE":
            day = day_of(typed)
            return (day.isoformat(), None) if day else (None, "day-malformed")
        case "INSTANT":
            moment = moment_of(typed)
            return (iso_millis(moment), None) if moment else (None, "day-malformed")
        case _:
            return typed, None
