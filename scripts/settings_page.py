"""Print docs/settings.md from the settings: `python -m scripts.settings_page`."""

from dataclasses import fields

from store.settings import Settings, variable

_INTRO = """\
# Settings

Every process reads its settings from the environment, once, at its start. A variable that is missing or wrong
ends the process with the name of the variable; its value is never printed.

`scripts/dev` sets those without a default itself and reads two of its own: `CASEBOOK_HOME`, the folder of the
installation (`.casebook` in the repository), and `CASEBOOK_PORT`, the port of the API on 127.0.0.1 (8000).

The sealer and the witness are configured apart, as `docs/log.md` tells: they must not share a machine's secrets with
what serves requests.

This page is made by `python -m scripts.settings_page`; a test holds it to `store/settings.py`.
"""


def page() -> str:
    """The whole page, as the file holds it."""
    rows = [("Variable", "Meaning", "Default"), ("---", "---", "---")]
    for each in fields(Settings):
        default = each.metadata["default"]
        shown = "none: must be set" if default is None else f"`{default}`"
        rows.append((f"`{variable(each.name)}`", each.metadata["doc"], shown))
    return "\n".join((_INTRO, *(f"| {' | '.join(row)} |" for row in rows), ""))


if __name__ == "__main__":
    print(page(), end="")
