"""Names as clients spell them."""


def camel(name: str) -> str:
    """`channel_note` as `channelNote`; a name without underscores stays as it is."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def constant(code: str) -> str:
    """`version-conflict` as `VERSION_CONFLICT`: how clients spell the codes of refusals."""
    return code.replace("-", "_").upper()


def kebab(code: str) -> str:
    """`VERSION_CONFLICT` as `version-conflict`: how the rules spell what a client was answered."""
    return code.replace("_", "-").lower()
