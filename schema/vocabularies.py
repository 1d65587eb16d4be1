"""GraphQL types of the texts that programs show to people: the label of every value and the meaning of every code, in
both languages."""

import strawberry

from domain.kernel.refusals import Retry


@strawberry.type
class Label:
    """The label of one value of an enum, or of a scope, in both languages."""

    value: str = strawberry.field(description="Value of the enum; or the scope, as tokens spell it.")
    vi: str = strawberry.field(description="Label in Vietnamese.")
    en: str = strawberry.field(description="Label in English.")


@strawberry.type
class Vocabulary:
    """The labels of one enum."""

    name: str = strawberry.field(description="Name of the enum.")
    values: list[Label] = strawberry.field(description="Labels of the values, in the order of the enum.")


@strawberry.type
class CodeMeaning:
    """The meaning of a code. The register replaces placeholders in braces when it uses the sentences."""

    code: str = strawberry.field(description="Code of a problem, or `reason` or `extensions.code` of an error.")
    vi: str = strawberry.field(description="The sentence in Vietnamese.")
    en: str = strawberry.field(description="The sentence in English.")
    retry: Retry = strawberry.field(description="Advice on trying again.")
