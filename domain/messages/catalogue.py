"""Every code the register answers with, in one list: what it means, and whether trying again can help.

Both are spelled in capitals, as clients meet them: the answers of the API itself, and refusals (`VERSION_CONFLICT`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from domain.kernel.retry import Retry
from domain.kernel.spelling import constant
from domain.messages import sentences

RETRIES: Final[Mapping[str, Retry]] = {
    "unsettled": Retry.SAME,
    "INTERNAL": Retry.SAME,
    "TIMEOUT": Retry.SAME,
    "BODY_TOO_SLOW": Retry.SAME,
    "OUTDATED": Retry.SAME,
    "version-conflict": Retry.RELOAD,
    "transition-not-allowed": Retry.RELOAD,
    "daily-limit": Retry.LATER,
    "TOO_MANY_REQUESTS": Retry.LATER,
}
"""The codes that trying again can help; every other one is NO."""


@dataclass(frozen=True, kw_only=True)
class Meaning:
    code: str
    vi: str
    en: str
    retry: Retry


def catalogue() -> Iterator[Meaning]:
    """Every code: the API's own first, then the refusals, in the order of the files of sentences."""
    shown = set[str]()
    for section in ("codes", "refusals"):
        vi, en = sentences(section, "vi"), sentences(section, "en")
        for code in vi:
            if constant(code) not in shown:  # the API words two of its own codes as refusals once more
                shown.add(constant(code))
                yield Meaning(code=constant(code), vi=vi[code], en=en[code], retry=RETRIES.get(code, Retry.NO))
