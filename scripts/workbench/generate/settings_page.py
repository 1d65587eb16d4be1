"""The text of docs/settings.md, from the settings."""

from collections.abc import Iterator
from dataclasses import Field, fields
from typing import Any

from store.process.settings import Common, DevelopmentSettings, SealerSettings, Settings, VerifierSettings, variable

INTRO = """\
# Settings

Every process reads its settings from the environment, once, at its start. A variable that is missing or wrong
ends the process with the name of the variable; its value is never printed. `scripts/dev` sets those without a default
itself. `CASEBOOK_MONGO_URI_FILE`, `CASEBOOK_REDIS_URL_FILE` and `CASEBOOK_ADMIN_URI_FILE` name a file that holds the
address instead: it has a password in it, and an environment is read more easily than a file.

This page is made by `scripts/generate`; a test holds it to `store/process/settings.py`.
"""
SECTIONS = (
    (
        "Every process with a database",
        Common,
        "They are read by the API, worker, eraser, verifier, sealer and command line.",
    ),
    ("API, worker, eraser, verifier and command line", Settings, ""),
    (
        "Sealer",
        SealerSettings,
        "`docs/operate/sealer.md` tells how to run it. It must not share secrets with what serves requests.\n"
        "A witness reads no variable: all that it needs is in its folder and its arguments.",
    ),
    (
        "Verifier",
        VerifierSettings,
        "It reads those of the API as well, with its own user of the database and its own author key. `docs/log.md`\n"
        "tells how to run it.",
    ),
    ("Development and setting up", DevelopmentSettings, ""),
)
"""Title, table and introduction of each section."""
BASES = (Common, Settings)
"""What others add to: said once."""


def page() -> str:
    """The whole page, as the file holds it."""
    return "\n".join((INTRO, *(line for title, table, words in SECTIONS for line in _section(title, table, words))))


def _section(title: str, table: type[Any], words: str) -> Iterator[str]:
    yield f"## {title}\n"
    if words:
        yield f"{words}\n"
    yield "| Variable | Meaning | Default |"
    yield "| --- | --- | --- |"
    shared = {setting.name for other in table.__bases__ if other in BASES for setting in fields(other)}
    yield from (_row(setting) for setting in fields(table) if setting.name not in shared)
    yield ""


def _row(setting: "Field[Any]") -> str:
    default = setting.metadata["default"]
    shown = "none: must be set" if default is None else f"`{default}`"
    return f"| `{variable(setting.name)}` | {setting.metadata['doc']} | {shown} |"
