"""The text of docs/errors.md, from the error catalogue."""

from domain.messages import label
from domain.messages.catalogue import catalogue

_INTRO = """\
# Errors

Every code that the register answers with, its sentence in both languages, and whether trying again can help: *not as
it is*; *again, unchanged* (a mutation with the same command id is carried out once); *after reloading* the object, with
a new decision and a new command id; or *later*, unchanged.

Codes in capitals are those of GraphQL errors (`extensions.code`). The others are refusals: in `problems`, or the
`reason` of a GraphQL error. A number or a name fills in a part in braces. Clients read the same list as
`errorCatalogue`.

This page is made by `scripts/generate`; a test holds it to
`domain/messages/catalogue.py`.

| Code | Tiếng Việt | English | Trying again |
|---|---|---|---|
"""


def page() -> str:
    """The whole page, as the file holds it."""
    rows = (f"| `{entry.code}` | {entry.vi} | {entry.en} | {label(entry.retry, 'en')} |\n" for entry in catalogue())
    return "".join((_INTRO, *rows))
