"""Documents by which an API is attacked: each asks for much with few words."""


def bomb(lines: int, spreads: int = 2) -> str:
    """Fragments that each spread the next one several times: 2^lines selections."""
    body = [f"fragment F{n} on Query {{ {f'...F{n + 1} ' * spreads}}}" for n in range(lines)]
    return "{ ...F0 } " + " ".join(body) + f" fragment F{lines} on Query {{ __typename }}"


def field_bomb(lines: int) -> str:
    """The same with fields in between, which all have to be resolved."""
    twice = "... on Case {{ duplicates {{ case {{ ...F{n} ...F{n} }} }} }}"
    body = [f"fragment F{n} on Node {{ {twice.format(n=n + 1)} }}" for n in range(lines)]
    return '{ node(id: "x") { ...F0 } } ' + " ".join(body) + f" fragment F{lines} on Node {{ id }}"


def grid(rows: int, columns: int) -> str:
    """Inline fragments within and after each other."""
    cell = "... on Query { " * rows + "__typename" + " }" * rows
    return "{ " + f"{cell} " * columns + "}"


def aliases(count: int) -> str:
    """One field under many names."""
    return "{ " + " ".join(f"a{n}: __typename" for n in range(count)) + " }"


def directives(count: int) -> str:
    """One field under many conditions."""
    return "{ me { isPerson " + "@include(if: true) " * count + "} }"


def repeated(count: int) -> str:
    """One field again and again."""
    return "{ " + "__typename " * count + "}"


def in_other_words(count: int) -> str:
    """One field again and again, each time in other words."""
    return "{ me { " + " ".join(f"agency {{{' ' * n}id }}" for n in range(count)) + " } }"


def deep(levels: int) -> str:
    """Fields within fields."""
    return '{ node(id: "x") { ... on Case ' + "{ duplicates " * levels + "{ id }" + " }" * levels + " } }"


def cycle(length: int) -> str:
    """Fragments that end in themselves."""
    body = [f"fragment F{n} on Query {{ ...F{(n + 1) % length} }}" for n in range(length)]
    return "{ ...F0 } " + " ".join(body)
