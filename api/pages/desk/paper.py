"""Preview of the document that an act would produce."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from api.pages.base.page_request import PageRequest
from api.pages.desk.form import Form
from api.pages.desk.matter import Matter


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
