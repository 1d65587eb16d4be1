"""The embedded database for benches of an API beside it: asked the same again, it answers at once what it found before.

`python remembering.py [ARGUMENT…]`, as `python scripts/embedded/engine.py`. To show a page it reads all that a caller
sees and sorts it, which takes a minute at 100,000 cases; whoever measures an API would measure what its process burns
in such a wait. The first answer is the engine's own. Later ones are the same rows, for as long as nobody writes to
that collection.
"""

import runpy
from collections.abc import Callable, Mapping
from functools import wraps
from pathlib import Path
from typing import Any, Final

from bson import encode
from secantus import commands, storage

ENGINE: Final = Path(__file__).parents[1] / "embedded" / "engine.py"
COLLECTION: Final = "cases"
ROWS_MOST: Final = 2_000
"""Rows of an answer that is kept: more than a page or a search reads, and less than a count goes through."""
SAID: Final = ("aggregate", "pipeline", "hint", "collation", "let", "cursor")
"""What an aggregation is about, without its session and its time limit."""


class Answers:
    """What was found of one collection since it was last written to."""

    def __init__(self) -> None:
        self._kept: dict[bytes, Any] = {}

    def forget(self) -> None:
        """Begin again."""
        self._kept = {}

    def found(self, asked: Mapping[str, Any], find: Callable[[], Any], keeps: Callable[[Any], bool]) -> Any:
        """What was found before, or is found now."""
        kept, key = self._kept, encode(asked)
        if key in kept:
            return kept[key]
        answer = find()
        if keeps(answer):
            kept[key] = answer
        return answer


def remember(answers: Answers) -> None:
    """Have the engine keep what it finds in COLLECTION."""
    find, write, aggregate = storage.Storage.find_matching, storage.Storage._note_write, commands._HANDLERS["aggregate"]

    @wraps(find)
    def finding(self: Any, db: str, coll: str, filter: Any = None, **how: Any) -> Any:
        if coll != COLLECTION:
            return find(self, db, coll, filter, **how)
        # What `let` holds is the moment of asking, with which nothing here is compared.
        asked = {"db": db, "filter": filter, **{name: value for name, value in how.items() if name != "let"}}
        rows = answers.found(asked, lambda: find(self, db, coll, filter, **how), lambda rows: len(rows) <= ROWS_MOST)
        return list(rows)

    @wraps(write)
    def writing(self: Any, db: str, coll: str) -> None:
        if coll == COLLECTION:
            answers.forget()
        write(self, db, coll)

    @wraps(aggregate)
    def aggregating(doc: Any, ctx: Any) -> Any:
        if doc["aggregate"] != COLLECTION:
            return aggregate(doc, ctx)
        asked = {"db": ctx.db_name, **{name: doc[name] for name in SAID if name in doc}}
        return dict(answers.found(asked, lambda: aggregate(doc, ctx), _ended))

    storage.Storage.find_matching, storage.Storage._note_write = finding, writing
    commands._HANDLERS["aggregate"] = aggregating


def _ended(answer: Mapping[str, Any]) -> bool:
    """Whether an answer is whole: no cursor is open for the rest of it."""
    return bool(answer["ok"]) and not answer["cursor"]["id"]


if __name__ == "__main__":
    remember(Answers())
    runpy.run_path(str(ENGINE), run_name="__main__")
