"""Objects that a form lets people choose from, and the preview of its document."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from api.pages.base.page_request import PageRequest, Unanswered
from api.pages.desk.facts import joined
from api.pages.desk.form import Form
from api.pages.desk.matter import Matter
from api.pages.forms.values import Choices

FOUND_MOST: Final = 100
ACTIVE: Final = "ACTIVE"
"""State of a provision on which an act may be based."""
LISTS: Final[Mapping[str, str]] = {"PROVISION": "provisions", "CASE": "choices"}
"""Documents that list objects, by the kind that a field refers to."""


async def lookups(page: PageRequest, form: Mapping[str, Any]) -> Mapping[str, Choices]:
    """Return the objects to choose from, by kind. The list is empty for a kind that the reader may not list."""
    kinds = {field["refersTo"] for field in form["fields"] if field["refersTo"] and not field["choices"]}
    found: dict[str, Choices] = {}
    for kind in sorted(kinds & LISTS.keys()):
        try:
            answer = (await page.ask(LISTS[kind], first=FOUND_MOST))["found"]
        except Unanswered:
            continue
        nodes = (edge["node"] for edge in answer["edges"])
        found[kind] = [_choice(page, node) for node in nodes if node.get("state", ACTIVE) == ACTIVE]
    return found


def _choice(page: PageRequest, node: Mapping[str, Any]) -> tuple[str, str]:
    named = [node.get(name) for name in ("code", "claim", "place", "instrument")]
    kind = page.words.named("ProvisionKind", node["kind"]) if "kind" in node else None
    return node["id"], joined(*named, kind) or node["id"]


async def paper_of(
    page: PageRequest, action: str, matter: Matter | None, form: Form, given: Mapping[str, Any]
) -> Sequence[str]:
    """Return the lines of the document that the act produces. For a requested document, they show the object as it is
    now."""
    if matter is None:
        asked = {"id": given["sourceId"], "kind": given["kind"]}
        asked |= {name: given[name] for name in ("part", "signing") if name in given}
    else:
        values = [{"name": name, "values": list(_values(value))} for name, value in given.items()]
        asked = {"id": matter.id, "kind": form.data["papers"][0], "after": {"action": action, "values": values}}
    found = (await page.ask("paper", **asked))["previewDocument"]
    return found["lines"] if found else [page.texts["trouble"]["missing"]["lead"]]


def _values(value: Any) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        yield str(one).lower() if isinstance(one, bool) else str(one)
