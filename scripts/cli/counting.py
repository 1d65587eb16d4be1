"""Numbers of things as the command line says them."""


def counted(number: int, thing: str, things: str = "") -> str:
    """`1 fault`, `2 faults`; `things` is the plural that does not end in s alone."""
    return f"{number} {thing if number == 1 else things or thing + 's'}"
