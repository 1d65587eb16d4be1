"""Hostile documents: each asks an API for much in few words."""


def bomb(lines: int, spreads: int = 2) -> str:
    """Return fragments that each spread the next one several times: 2^lines selections."""
    body = [f"fragment F{n} on Query {{ {f'...F{n + 1} ' * spreads}}}" for n in range(lines)]
    return "{ ...F0 } " + " ".join(body) + f" fragment F{lines} on Query {{ __typename }}"


def field_bomb(lines: int) -> str:
    """Return the same with fields in between, which all must be resolved."""
    twice = "... on Case {{ duplicates {{ case {{ ...F{n} ...F{n} }} }} }}"
    body = [f"fragment F{n} on Node {{ {twice.format(n=n + 1)} }}" for n in range(lines)]
    return '{ node(id: "x") { ...F0 } } ' + " ".join(body) + f" fragment F{lines} on Node {{ id }}"


def grid(rows: int, columns: int) -> str:
    """Return inline fragments nested in each other and after each other."""
    cell = "... on Query { " * rows + "__typename" + " }" * rows
    return "{ " + f"{cell} " * columns + "}"


def aliases(count: int) -> str:
    return "{ " + " ".join(f"a{n}: __typename" for n in range(count)) + " }"


def directives(count: int) -> str:
    """Return one field under many conditions."""
    return "{ me { isPerson " + "@include(if: true) " * count + "} }"


def repeated(count: int) -> str:
    """Return one field repeated many times."""
    return "{ " + "__typename " * count + "}"


def in_other_words(count: int) -> str:
    """Return one field repeated many times, each spelled differently."""
    return "{ me { " + " ".join(f"agency {{{' ' * n}id }}" for n in range(count)) + " } }"


def deep(levels: int) -> str:
    """Return fields within fields."""
    return '{ node(id: "x") { ... on Case ' + "{ duplicates " * levels + "{ id }" + " }" * levels + " } }"


def cycle(length: int) -> str:
    body = [f"fragment F{n} on Query {{ ...F{(n + 1) % length} }}" for n in range(length)]
    return "{ ...F0 } " + " ".join(body)
