"""Print docs/case-life.md from the graph: `python -m scripts.case_life.page`."""

from collections.abc import Iterable, Iterator
from typing import Final

from domain.book import public_actions
from domain.case.state.case import CaseState
from domain.kernel.kind import Kind
from domain.messages import label
from scripts.case_life.graph import Edge, Graph
from scripts.case_life.honest import CLAIMED, Truth
from scripts.case_life.province import NAMES, OFFICES
from scripts.case_life.troubles import TROUBLES
from scripts.case_life.whole import harmful_life, whole_life

_INTRO: Final = """\
# The life of a case

What may happen to a case, who does it and where it leads. This page and its picture are made from the commands: every
act is tried, by everybody, on every kind of moment that a case can come to, until nothing new is found
(`scripts/case_life/`). `allowedActions` says the same of one case and one caller.

![The states of a case and the acts that lead from one to another](pictures/case-life.svg)

## From every state an honest way on

A test holds this (`tests/scripts/test_case_life.py`). There are {moments} kinds of moments, {steps} acts that are
possible in them, and {edges} ways from state to state. Whether a claim is {truths}:
from every one of these moments an honest way leads to an end that says so. Nobody has to write what is not the case,
also after somebody else has. Where somebody asks to be protected from the content it is so as well, whether the content
harms them or is criticism that they want to be rid of ({asked} kinds of moments, without transfers and hearings). It is
still so after each of these:

{troubles}

In the model there are:

{people}

Two signatories lead, for nobody opens again what they closed, decided or transferred themselves (G5).

Proposals of removal, requests, referrals, self-measures and links have steps of their own beside the way; below are
their first ones. Eight lives were played by people over HTTP and counted: [journeys](measurements/journeys.md).
"""
_STATE: Final = "## {state}\n\n*{vi}* – {en}\n"


def page() -> str:
    """The whole page, as the file holds it."""
    graph = whole_life()
    parts = [_intro(graph), *(_of_state(state, graph) for state in CaseState)]
    return "\n".join(parts)


def _intro(graph: Graph) -> str:
    return _INTRO.format(
        moments=f"{len(graph.moments):,}",
        steps=f"{graph.steps:,}",
        edges=len({(edge.state, edge.action, edge.then) for edge in graph.edges}),
        asked=f"{len(harmful_life().moments):,}",
        truths=_in_words([_CLAIMS[truth] for truth in Truth if truth in CLAIMED], "or"),
        troubles="\n".join(f"- {name};" for name in TROUBLES)[:-1] + ".",
        people="\n".join(f"- {words};" for words in _staff())[:-1] + ".",
    )


_CLAIMS: Final = {
    Truth.FALSE: "false",
    Truth.TRUE: "true",
    Truth.OPINION: "an opinion",
    Truth.UNVERIFIABLE: "beyond proof",
}


def _staff() -> Iterator[str]:
    for office in OFFICES:
        if office.posts:
            counts = [f"{office.posts.count(post)} {post}" for post in dict.fromkeys(office.posts)]
            yield f"{office.name} with {_in_words(counts, 'and')}"


def _of_state(state: CaseState, graph: Graph) -> str:
    edges = sorted(
        (edge for edge in graph.edges if edge.state is state),
        key=lambda edge: (_order(edge.action), edge.then, str(edge.agency)),
    )
    onward = {edge.action for edge in edges if edge.then is not state}
    rows = [_row(action, [edge for edge in edges if edge.action == action]) for action in _actions(edges, onward)]
    lines = [_STATE.format(state=state.value, vi=label(state, "vi"), en=label(state, "en"))]
    lines += ["| act | who | leads to |", "|---|---|---|", *rows, ""]
    beside = [action for action in _actions(edges, {edge.action for edge in edges}) if action not in onward]
    people, register = _split(beside, edges)
    if people:
        lines += [f"Without another state: {', '.join(f'`{action}`' for action in people)}.", ""]
    if register:
        lines += [f"The register itself: {', '.join(f'`{action}`' for action in register)}.", ""]
    return "\n".join(lines)


def _split(actions: Iterable[str], edges: list[Edge]) -> tuple[list[str], list[str]]:
    """Acts of people, and those of the register itself."""
    register = {edge.action for edge in edges if edge.agency is None}
    return [action for action in actions if action not in register], [
        action for action in actions if action in register
    ]


def _actions(edges: Iterable[Edge], among: set[str]) -> list[str]:
    return [action for action in dict.fromkeys(edge.action for edge in edges) if action in among]


def _row(action: str, edges: list[Edge]) -> str:
    agencies = [NAMES[edge.agency] for edge in edges if edge.agency]
    posts = _POSTS.get(action, "")
    who = f"{_in_words(list(dict.fromkeys(agencies)), 'or')} ({posts})" if agencies else "the register"
    then = [f"[{state}](#{state.lower()})" for state in dict.fromkeys(edge.then.value for edge in edges)]
    return f"| `{action}` | {who} | {_in_words(then, 'or')} |"


_POSTS: Final = {action.name: ", ".join(sorted(action.posts)) for action in public_actions(Kind.CASE)}
_NAMES: Final = [action.name for action in public_actions(Kind.CASE)]


def _order(action: str) -> int:
    """Where an action comes among those of its kind; acts of the register last."""
    return _NAMES.index(action) if action in _NAMES else len(_NAMES)


def _in_words(items: list[str], word: str) -> str:
    *others, last = items
    return f"{', '.join(others)} {word} {last}" if others else last


if __name__ == "__main__":
    print(page(), end="")
