"""An object on one page: its subject, its state, the reader's allowed and refused actions, and its history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from graphql import GraphQLObjectType, get_named_type
from starlette.responses import Response

from api.pages.base.page_request import NotFound, PageRequest, Unanswered
from api.pages.desk.facts import Group, Told, joined, part
from api.pages.desk.life import SHOWN, life, sentence, way
from api.pages.desk.selection import NAMING, documents, lists
from domain.kernel.text import sort_key
from domain.kernel.vocabulary import REGISTRY, kind_of
from schema.record_names import ACTIONS_SHOWN

SECTIONS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "Case": {
        "about": (
            *("url", "addresses", "place", "medium", "category", "areas", "concerns", "corruption", "publishedAt"),
            *("receipt", "limitation", "screeningNote", "scopeStatement"),
        ),
        "who": ("reporter", "lead", "assigned", "focalOfficer", "recusedOfficers", "recusals", "notifications"),
        "evidence": ("evidence", "checks", "verifications", "hearings", "paperFiles"),
        "rounds": ("rounds", "requests", "referrals", "suggestions", "transfers", "rescreenings", "withdrawals"),
        "reasons": (
            *("expressionReviews", "protections", "appraisal", "proposal", "decisions", "ownMeasures", "remedies"),
            *("executions", "results", "takedowns", "restorations", "closure", "reopenings", "duplicates", "links"),
        ),
    }
}
"""Headings of a page, with the fields of the schema under each heading. Fields without a heading come last."""
TITLES: Final = ("code", "title", "number", "publicCode", "kind")
"""Fields that may serve as the title of an object, the best first."""
HEADED: Final = ("code", "claim", "title", "state", "cycle", "hidden", "regulation", "changedAt")
"""Fields in the head of the page."""


@dataclass(frozen=True, kw_only=True)
class Matter:
    id: str
    kind: str
    """Kind of the object in words."""
    type: GraphQLObjectType
    data: Mapping[str, Any]
    told: Told

    @property
    def whole(self) -> Group:
        return self.told.group(self.type, self.data)

    def state(self) -> str:
        """Return the object's state in words; empty for an object without states."""
        return self._said("state") if self.data.get("state") else ""

    def title(self) -> str:
        named = next((name for name in TITLES if self.data.get(name)), None)
        return self._said(named) if named else ""

    def _said(self, name: str) -> str:
        return self.told.said(get_named_type(self.type.fields[name].type), name, self.data[name])


async def read(page: PageRequest, id: str) -> Matter:
    """Return an object with all data that its page shows. Raise NotFound."""
    node = (await page.ask("kind", id=id))["node"]
    if node is None:
        raise NotFound
    name, schema = node["__typename"], page.desk.engine.schema
    data: dict[str, Any] = {}
    for text in documents(schema, name):
        data |= (await page.told(text, name, {"id": id}))["node"] or {}
    told = Told(page.words, page.texts["fields"], page.desk.pages.home, pictures=not harms(data))
    of = schema.type_map[name]
    assert isinstance(of, GraphQLObjectType)
    kind = kind_of(id)
    return Matter(id=id, kind=page.words.label(kind).capitalize() if kind else "", type=of, data=data, told=told)


def harms(data: Mapping[str, Any]) -> bool:
    """Return whether an object is about content that harms or may harm a person. Such content is shown only on
    request."""
    tests = data.get("expressionReviews") or ()
    asked = data.get("protections") or data.get("hidden") or data.get("category") is None
    return bool(asked) or any(test["conclusion"] == "HARMS_PERSON" for test in tests)


async def led_to(page: PageRequest, found: Matter) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the lists of other objects that belong to an object, by the labels of the lists."""
    text = lists(page.desk.engine.schema, found.type.name)
    answer = (await page.told(text, "lists", {"id": found.id}))["node"] if text else {}
    given = {name: [edge["node"] for edge in held["edges"]] for name, held in answer.items() if held}
    return [
        (found.told.label(name), [_line(page, found, node) for node in nodes]) for name, nodes in given.items() if nodes
    ]


def _line(page: PageRequest, found: Matter, node: Mapping[str, Any]) -> dict[str, Any]:
    of = page.desk.engine.schema.type_map[node["__typename"]]
    assert isinstance(of, GraphQLObjectType)
    shown = [key for key in NAMING if node.get(key) and key != "download"]
    said = [found.told.said(get_named_type(of.fields[key].type), key, node[key]) for key in shown]
    return {"id": node["id"], "said": joined(*said), "file": node.get("download")}


async def begun_about(page: PageRequest, id: str) -> list[tuple[str, str]]:
    """Return the actions that begin a new object about this one: the address of each form, and its name."""
    kind, found = kind_of(id), list[tuple[str, str]]()
    for one in (await page.ask("begin"))["me"]["allowedActions"]:
        references = [field for field in one["form"]["fields"] if field["kind"] == "REFERENCE"]
        into = [field["name"] for field in references if field["refersTo"] in (kind and kind.name, None)]
        if into and not (kind and kind in REGISTRY):
            query = urlencode({"about": id, "into": into[0]})
            found.append((f"/desk/begin/{one['action']}?{query}", page.said(one, "label")))
    return sorted(found, key=lambda one: sort_key(one[1]))


OFFERED: Final[Mapping[str, str]] = {
    "nextSteps": "nextSteps { kind dueAt overdue provisional actions agency { id name } }",
    "allowedActions": "allowedActions { action allowed labelVi labelEn problem { code messageVi messageEn } }",
}


async def offers(page: PageRequest, of: GraphQLObjectType, id: str) -> dict[str, Any]:
    """Return the actions on an object with the problem of each, and a case's steps, as far as the object's type has
    them."""
    asked = " ".join(written for name, written in OFFERED.items() if name in of.fields)
    if not asked:
        return {}
    text = f"query Offers($id: ID!) {{ node(id: $id) {{ ... on {of.name} {{ {asked} }} }} }}"
    answer: dict[str, Any] = (await page.told(text, "offers", {"id": id}))["node"]
    return answer


async def matter(page: PageRequest) -> Response:
    found = await read(page, page.request.path_params["id"])
    offered = await offers(page, found.type, found.id)
    steps, actions = offered.get("nextSteps", []), offered.get("allowedActions", [])
    events = await _life(page, found)
    whole = found.whole
    order = SECTIONS.get(found.type.name, {})
    named = {key for keys in order.values() for key in keys} | set(HEADED)
    rest = [key for key in found.type.fields if key not in named]
    return page.show(
        "matter",
        id=found.id,
        kind=found.kind,
        type=found.type.name,
        title=found.title(),
        state=found.state(),
        claim=found.data.get("claim"),
        data=found.data,
        way=way(page, events, found.data["state"]) if events else [],
        steps=[_step(page, step, actions) for step in steps],
        may=may(page, actions, _first(page, steps)),
        may_not=may_not(page, actions),
        sections=[(name, part(whole, keys)) for name, keys in order.items()] + [("more", part(whole, rest))],
        begun=await begun_about(page, found.id),
        others=await led_to(page, found),
        life=[sentence(page, event) for event in reversed(events[-SHOWN:])],
        earlier=events[0]["version"] - 1 + max(0, len(events) - SHOWN) if events else 0,
        done=_done(page, page.given("done")),
    )


def _done(page: PageRequest, action: str) -> str:
    """Return the name of the action that the reader just took; empty for an unknown one."""
    return page.words.action(ACTIONS_SHOWN[action]) if action in ACTIONS_SHOWN else ""


async def _life(page: PageRequest, found: Matter) -> list[dict[str, Any]]:
    """Return the events of a case; none if the reader may not read them."""
    if found.type.name != "Case":
        return []
    try:
        return await life(page, found.id)
    except Unanswered as refused:
        if refused.code != "FORBIDDEN":
            raise
        return []


def _step(page: PageRequest, step: Mapping[str, Any], actions: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return a step in words. If the step belongs to the reader's agency, include the reason why the reader may not
    take it."""
    mine = [one for one in actions if one["action"] in step["actions"]]
    stopped = step["agency"]["id"] == page.context.actor.own and mine and not any(one["allowed"] for one in mine)
    why = page.said(mine[0]["problem"], "message") if stopped else ""
    return {**step, "said": page.words.named("DutyKind", step["kind"]), "why": why}


def _first(page: PageRequest, steps: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the actions of the caller's agency that the case needs next; the action taken last comes last."""
    own = page.context.actor.own
    first = [action for step in steps if step["agency"]["id"] == own for action in step["actions"]]
    return sorted(first, key=page.given("done").__eq__)


def may(page: PageRequest, actions: Sequence[Mapping[str, Any]], first: Sequence[str]) -> list[dict[str, Any]]:
    """Return the actions that the reader may take. The actions that the case needs next come first."""
    allowed = [one for one in actions if one["allowed"]]
    found = [
        {"name": one["action"], "said": page.said(one, "label"), "first": one["action"] in first} for one in allowed
    ]
    return sorted(found, key=lambda one: first.index(one["name"]) if one["first"] else len(first))


def may_not(page: PageRequest, actions: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[str]]]:
    """Return the actions that the reader may not take, grouped by the reason."""
    by: dict[str, list[str]] = {}
    for one in actions:
        if not one["allowed"]:
            by.setdefault(page.said(one["problem"], "message"), []).append(page.said(one, "label"))
    return list(by.items())
