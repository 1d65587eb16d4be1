"""Texts of registry rows: names of agencies and the sources of rows are in the record in the clear."""

from domain.kernel.fields import Words
from domain.kernel.impersonal import Exempt

NAME_MOST, SOURCE_MOST = 200, 300


def named_text(doc: str, most: int = NAME_MOST, exempt: Exempt | None = None, least: int = 1) -> Words:
    """Text of a public row."""
    return Words(doc=doc, least=least, most=most, sealed=False, exempt=exempt)


SOURCE = named_text("Legal act that it is based on.", SOURCE_MOST)
