"""What programs show to people: the labels of every value, and what every code means, in both languages."""

import strawberry

from domain.kernel.retry import Retry
from schema.described import output


@output
class Label:
    """A value of a vocabulary, in both languages."""

    value: str = strawberry.field(description="The value, as the enum spells it.")
    vi: str = strawberry.field(description="Its name in Vietnamese.")
    en: str = strawberry.field(description="Its name in English.")


@output
class Vocabulary:
    """An enum with the labels of its values, in their order."""

    name: str = strawberry.field(description="Name of the enum.")
    values: list[Label] = strawberry.field(description="The values.")


@output
class Meaning:
    """A code of the register, and what it says. Placeholders in braces are filled in when it is given."""

    code: str = strawberry.field(
        description="The code: of a problem, of an error's `reason`, or in capitals of an error's `extensions.code`."
    )
    vi: str = strawberry.field(description="The sentence in Vietnamese.")
    en: str = strawberry.field(description="The sentence in English.")
    retry: Retry = strawberry.field(description="Whether and how to try again.")
