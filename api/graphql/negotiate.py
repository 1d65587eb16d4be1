"""Which media type an answer has (GraphQL over HTTP, "Body"; RFC 9110 section 12.5.1)."""

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
STREAM = "text/event-stream"
MEDIA_TYPES = (JSON, GRAPHQL, STREAM)
"""The first one wins where the client does not mind."""

ACCEPT_MOST = 1_000
RANGES_MOST = 20


def media_type_of(accept: str | None) -> str | None:
    """The media type to answer with; None if the client accepts no type of ours (406)."""
    if accept is None or not accept.strip():
        return JSON
    if len(accept) > ACCEPT_MOST:
        return None
    ranges = [_range(range_) for range_ in accept.split(",")[:RANGES_MOST]]
    weighed = [(_weight(offer, ranges), -place, offer) for place, offer in enumerate(MEDIA_TYPES)]
    weight, _, best = max(weighed)
    return best if weight > 0 else None


def _range(text: str) -> tuple[str, float]:
    """A media range and its weight; what is not understood weighs nothing."""
    name, *parameters = (part.strip().lower() for part in text.split(";"))
    weight = 1.0
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key == "q":
            weight = _number(value)
        elif key == "charset" and value.strip('"') not in ("utf-8", "utf8"):
            return name, 0.0
    return name, weight


def _number(value: str) -> float:
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0


def _weight(offer: str, ranges: list[tuple[str, float]]) -> float:
    """The weight of the most specific range that covers the offer; a stream has to be asked for by name."""
    wide = [] if offer == STREAM else [f"{offer.partition('/')[0]}/*", "*/*"]
    for name in (offer, *wide):
        found = [weight for range_name, weight in ranges if range_name == name]
        if found:
            return max(found)
    return 0.0
