"""Made parts of docs/case-life.md: `python -m tests.domain.every_life.page` writes them again."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from domain.book import public_actions
from domain.case.state.case import CaseState
from domain.kernel.vocabulary import Kind
from domain.messages import label
from scripts.workbench import ROOT
from scripts.workbench.generate import pages
from tests.domain.every_life.graph import Edge, edges, harmful_life, plain_life
from tests.domain.every_life.province import NAMES, OFFICES
from tests.domain.every_life.troubles import TROUBLES

BACK: Final = ("reopenCase", "reopenByCommittee")
PAGE: Final = "docs/case-life.md"


def page() -> str:
    """Return the whole page with its generated parts."""
    return pages.page(PAGE, lambda: [*_parts(edges())])()


def _parts(onward: set[Edge]) -> Iterator[str]:
    drawn = (f"    {state} --> {then}: {', '.join(acts)}\n" for (state, then), acts in ways(onward).items())
    yield f"```mermaid\nstateDiagram-v2\n{''.join(drawn)}```\n"
    plain, onwards = plain_life(), len({(edge.state, edge.action, edge.then) for edge in onward})
    yield (
        f"Kinds of situations that the program found: {len(plain.moments):,}. Possible acts in them: {plain.steps:,}. "
        f"Ways from state to state: {onwards}. Kinds of situations\nwhere somebody asks to be protected from the "
        f"content, with transfers and hearings left out: {len(harmful_life().moments):,}.\n"
    )
    yield _listed(TROUBLES)
    yield _listed(_staff())
    yield "\n".join(_of_state(state, onward) for state in CaseState)


def _listed(items: Iterable[str]) -> str:
    return "".join(f"- {item};\n" for item in items)[:-2] + ".\n"


def ways(onward: set[Edge]) -> Mapping[tuple[CaseState, CaseState], list[str]]:
    """Return the acts that lead from one state to another, without those that lead back from many."""
    found: dict[tuple[CaseState, CaseState], set[str]] = {}
    for edge in onward:
        if edge.action not in BACK:
            found.setdefault((edge.state, edge.then), set()).add(edge.action)
    order = list(CaseState)
    return {pair: sorted(found[pair]) for pair in sorted(found, key=lambda pair: tuple(map(order.index, pair)))}


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
    head = f"## {state}\n\n*{label(state, 'vi')}* – {label(state, 'en')}\n"
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
    """Return the position of an action among those of its kind; acts of the register come last."""
    return _NAMES.index(action) if action in _NAMES else len(_NAMES)


def _in_words(items: list[str], word: str) -> str:
    *others, last = items
    return f"{', '.join(others)} {word} {last}" if others else last


if __name__ == "__main__":
    (ROOT / PAGE).write_text(page(), encoding="utf-8")
