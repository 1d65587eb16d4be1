"""Which columns of a file are read, which are refused, and which are left alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.kernel.text import fold
from scripts.cli.errors import WrongUse

KNOWN = ("url", "published", "title", "text")
WHO = (
    *("author", "byline", "writer", "account", "user", "poster", "postedby", "nick", "handle", "profile"),
    *("creator", "uploader", "blogger", "tacgia", "nguoidang", "nguoiviet", "nguoidung", "taikhoan", "butdanh"),
)
"""Parts of headers, folded and without spaces, that name an author."""

WHY = "a register of acts has no field for who wrote a thing"
SHOWN_MOST = 60


@dataclass(frozen=True, kw_only=True)
class Columns:
    """The header of a file: places of the columns that are read, names of the others as they may be shown."""

    places: Mapping[str, int]
    refused: tuple[str, ...]
    unknown: tuple[str, ...]
    width: int

    def cells(self, record: Sequence[str]) -> dict[str, str]:
        """The cells that are read; the others are not even looked at."""
        return {name: record[place] for name, place in self.places.items()}


def columns_of(header: Sequence[str]) -> Columns:
    """The columns of a header. Raises WrongUse when one that is needed is missing, or is there twice."""
    names = [fold(name) for name in header]
    if twice := [name for name in KNOWN if names.count(name) > 1]:
        raise WrongUse(f"the column {twice[0]} stands there twice")
    if "url" not in names or not {"title", "text"} & set(names):
        raise WrongUse("the first row must name the column url and one of title and text, separated by commas")
    others = [
        (name.replace(" ", ""), shown(title)) for name, title in zip(names, header, strict=True) if name not in KNOWN
    ]
    return Columns(
        places={name: names.index(name) for name in KNOWN if name in names},
        refused=tuple(title for name, title in others if _says_who(name)),
        unknown=tuple(title for name, title in others if not _says_who(name)),
        width=len(header),
    )


def _says_who(name: str) -> bool:
    return any(part in name for part in WHO)


def shown(header: str) -> str:
    """A header as it may be printed: short, and with nothing that moves a terminal's cursor."""
    plain = "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in header.strip()
    )
    return plain if len(plain) <= SHOWN_MOST else f"{plain[:SHOWN_MOST]}…"
