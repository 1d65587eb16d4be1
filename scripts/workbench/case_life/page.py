"""The text of docs/case-life.md, from the graph."""

from collections.abc import Iterator, Mapping
from typing import Final

from domain.book import public_actions
from domain.case.state.case import CaseState
from domain.kernel.kind import Kind
from domain.messages import label
from scripts.workbench.case_life.graph import Edge
from scripts.workbench.case_life.honest import CLAIMED, Truth
from scripts.workbench.case_life.province import NAMES, OFFICES
from scripts.workbench.case_life.troubles import TROUBLES
from scripts.workbench.case_life.whole import edges, harmful_life, plain_life

_INTRO: Final = """\
# The life of a case

What may happen to a case, who may do it, and where it leads. This page is made from the commands: a
program tries every act, by everybody, in every kind of situation that a case can reach, until it finds nothing new
(`scripts/workbench/case_life/`). `allowedActions` says the same of one case and one caller.

```mermaid
stateDiagram-v2
{diagram}
```

Left out of the diagram, because they lead back from many states: {back}. Where somebody says whom the claim
is about (`nameConcerned`), the case may also go back to an earlier state.

## From every situation an honest way on

The program found {moments} kinds of situations, {steps} possible acts in them, and {edges} ways from state to state.
Whether a claim is {truths}: from every situation some way leads to an end that says so. Nobody
has to record something untrue, even if somebody else already has (`tests/workbench/test_case_life.py`). Where nobody
else answers, what the lead agency itself found protected stays so: only another agency may find otherwise. The same
holds where somebody asks to be protected from the content, whether it harms them or is criticism that they want removed
({asked} kinds of situations; transfers and hearings were left out). And it holds after each of these:

{troubles}

The model has:

{people}

The lead agency has two signatories, because nobody reopens what they closed, decided or transferred themselves (G5).

Acts that leave the state as it is are not listed below; `allowedActions` names them. Eight whole lives were played
over HTTP and counted: [journeys](journeys.md).
"""
BACK: Final = ("reopenCase", "reopenByCommittee")
_STATE: Final = "## {state}\n\n*{vi}* – {en}\n"


def page() -> str:
    """The whole page, as the file holds it."""
    onward = edges()
    return "\n".join([_intro(onward), *(_of_state(state, onward) for state in CaseState)])


def _intro(onward: set[Edge]) -> str:
    return _INTRO.format(
        moments=f"{len(plain_life().moments):,}",
        steps=f"{plain_life().steps:,}",
        edges=len({(edge.state, edge.action, edge.then) for edge in onward}),
        asked=f"{len(harmful_life().moments):,}",
        truths=_in_words([_CLAIMS[truth] for truth in Truth if truth in CLAIMED], "or"),
        diagram="\n".join(f"    {state} --> {then}: {', '.join(acts)}" for (state, then), acts in ways(onward).items()),
        back=_in_words([f"`{action}`" for action in BACK], "and"),
        troubles="\n".join(f"- {name};" for name in TROUBLES)[:-1] + ".",
        people="\n".join(f"- {words};" for words in _staff())[:-1] + ".",
    )


def ways(onward: set[Edge]) -> Mapping[tuple[CaseState, CaseState], list[str]]:
    """Return the acts that lead from one state to another, without those that lead back from many."""
    found: dict[tuple[CaseState, CaseState], set[str]] = {}
    for edge in onward:
        if edge.action not in BACK:
            found.setdefault((edge.state, edge.then), set()).add(edge.action)
    order = list(CaseState)
    return {pair: sorted(found[pair]) for pair in sorted(found, key=lambda pair: tuple(map(order.index, pair)))}


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


def _of_state(state: CaseState, onward: set[Edge]) -> str:
    by_action: dict[str, list[Edge]] = {}
    own = (edge for edge in onward if edge.state is state)
    for edge in sorted(own, key=lambda edge: (_order(edge.action), edge.then, str(edge.agency))):
        by_action.setdefault(edge.action, []).append(edge)
    head = _STATE.format(state=state.value, vi=label(state, "vi"), en=label(state, "en"))
    rows = (_row(action, leading) for action, leading in by_action.items())
    return "\n".join([head, "| act | who | leads to |", "|---|---|---|", *rows, ""])


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
