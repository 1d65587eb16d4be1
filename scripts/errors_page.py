"""Print docs/errors.md from the error catalogue: `python -m scripts.errors_page`."""

from domain.messages import label
from domain.messages.catalogue import catalogue

_INTRO = """\
# Errors

Every code that the register answers with, what it tells people in both languages, and whether trying again can help:
not as it is, again unchanged (a mutation under the same command id, and it is done once), after reloading the object
and deciding anew under a new command id, or unchanged after a while.

Codes in capitals are those of GraphQL errors (`extensions.code`). The others are refusals: in `problems`, or as the
`reason` of a GraphQL error. A part in braces is filled in with a number or a name. Clients read the same list as
`errorCatalogue`.

This page is made by `python -m scripts.errors_page`; a test holds it to `domain/messages/catalogue.py`.

| Code | Tiếng Việt | English | Trying again |
|---|---|---|---|
"""


def page() -> str:
    """The whole page, as the file holds it."""
    rows = (f"| `{entry.code}` | {entry.vi} | {entry.en} | {label(entry.retry, 'en')} |\n" for entry in catalogue())
    return "".join((_INTRO, *rows))


if __name__ == "__main__":
    print(page(), end="")
