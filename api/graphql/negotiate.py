"""Media type of an answer (GraphQL over HTTP, "Body"; RFC 9110 section 12.5.1)."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from api.web.media_types import elements, media_type

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
STREAM = "text/event-stream"
MEDIA_TYPES = (JSON, GRAPHQL, STREAM)
"""The first one wins where the client does not mind."""

ACCEPT_MOST = 1_000
KNOWN_MOST = 256
"""Fields whose media type is kept: clients send the same few."""
RANGES_MOST = 20
UTF_8 = ("utf-8", "utf8")


@dataclass(frozen=True, kw_only=True)
class Range:
    name: str
    weight: float
    place: int


def media_type_of(accept: str | None) -> str | None:
    """The media type to answer with; None if the client accepts no type of ours (406).

    Of two that weigh the same, the one that is named first.
    """
    if accept is None or not accept.strip():
        return JSON
    return None if len(accept) > ACCEPT_MOST else _best(accept)


@lru_cache(maxsize=KNOWN_MOST)
def _best(accept: str) -> str | None:
    ranges = [_range(element, place) for place, element in enumerate(islice(elements(accept), RANGES_MOST))]
    found = [(covering, offer) for offer in MEDIA_TYPES if (covering := _covering(offer, ranges))]
    wanted = [(covering, offer) for covering, offer in found if covering.weight > 0]
    return min(wanted, key=lambda each: (-each[0].weight, each[0].place))[1] if wanted else None


def _range(text: str, place: int) -> Range:
    """A media range; what is not understood weighs nothing."""
    found = media_type(text)
    if found is None:
        return Range(name=text.partition(";")[0].strip().lower(), weight=0.0, place=place)
    charset, weight = found.parameter("charset"), found.parameter("q")
    readable = charset is None or charset.lower() in UTF_8
    return Range(name=found.name, weight=_number(weight or "1") if readable else 0.0, place=place)


def _number(value: str) -> float:
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0


def _covering(offer: str, ranges: list[Range]) -> Range | None:
    """The most specific range that covers the offer; a stream has to be asked for by name."""
    wide = [] if offer == STREAM else [f"{offer.partition('/')[0]}/*", "*/*"]
    for name in (offer, *wide):
        found = [range_ for range_ in ranges if range_.name == name]
        if found:
            return max(found, key=lambda range_: range_.weight)
    return None
