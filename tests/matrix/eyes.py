"""Which fields an agency may be shown, by the rules of `rules.txt` and by what its kind may see, said by hand."""

from collections.abc import Mapping

from graphql import get_named_type

from tests.support.selections import SCHEMA
from tests.support.whose import ruled

SEES_ALL = {"lead", "ppc", "inspection"}
CASES = {"health", "land", "district", "commune", "police", "party", "internal", "journalists"} | SEES_ALL
EVERYBODY = CASES | {"paper"}
KEEPING = EVERYBODY - {"inspection"}
"""Agencies that keep accounts, programs and webhooks of their own (Đ3.3)."""
ISSUING = {"health", "land", "district", "commune", "police"} | SEES_ALL
"""Those that tell the press (Đ4.5, Đ5.7.c), and who inspects."""
VERIFYING = {"lead", "health", "land", "district", "commune", "police"}
CONSOLIDATED = SEES_ALL | {"party", "internal"}
EYES: Mapping[str, set[str]] = {
    "case": CASES,
    "record": EVERYBODY,
    "registry": EVERYBODY,
    "press": ISSUING,
    "public": EVERYBODY,
    "matter": SEES_ALL,
    "audit": EVERYBODY,
    "open": EVERYBODY,
    "problem": set(),
}
"""Who may see anything under a rule; what a refusal says is no field of an object."""
NARROWER: Mapping[str, set[str]] = {
    "Accusation": {"ppc", "inspection"},
    **dict.fromkeys(("Consolidated", "Compile", "Frozen", "NumberFilter", "ReportSubmissions"), CONSOLIDATED),
    **dict.fromkeys(("ReportTable", "ReportRow", "ReportNumbers", "ReportChanges", "Changed"), CONSOLIDATED),
    **dict.fromkeys(("Officer", "User", "Client", "Webhook", "Mailing", "Delivery"), KEEPING),
    **dict.fromkeys(("History", "Seal", "Stream"), CASES),
    **dict.fromkeys(("DayChange", "FlagChange", "InstantChange", "NumberChange", "TextChange", "WordChange"), CASES),
    "FieldChange.": CASES,
    "CaseVersion": CASES,
    "Directive": {"health", "land", "district", "commune", "police"} | SEES_ALL,
    "Guidance": {"health", "land", "commune"} | SEES_ALL,
    **dict.fromkeys(("InboxItem", "StateCount"), CASES),
    **dict.fromkeys(("Competence", "Me.competences", "Me.fields", "Me.areas"), VERIFYING),
    "Query.contact": SEES_ALL,
    "Query.similar": CASES,
    "Query.webhookDryRun": KEEPING,
    "Counted": {"inspection"},
    "Budget": {"health", "land", "district", "police"} | SEES_ALL,
}
"""Types, by how their names begin, that fewer see."""


def open_to(agency: str) -> set[str]:
    """The fields that an agency may be shown; a root is open to who may see what it gives."""
    rules = ruled()
    of_type = {name.partition(".")[0]: rule for name, rule in rules.items()}

    def eyes(name: str) -> set[str]:
        given = _given(name.removeprefix("Query.")) if name.startswith("Query.") else None
        if given in of_type:
            return EYES[of_type[given]] & _narrower(f"{given}.") & _narrower(name)
        return EYES[rules[name]] & _narrower(name)

    return {name for name in rules if agency in eyes(name)}


def _given(root: str) -> str:
    assert SCHEMA.query_type is not None
    return str(get_named_type(SCHEMA.query_type.fields[root].type))


def _narrower(name: str) -> set[str]:
    found = [eyes for prefix, eyes in NARROWER.items() if name.startswith(prefix)]
    return set.intersection(EVERYBODY, *found)
