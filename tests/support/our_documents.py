"""Read the GraphQL documents of the register's packages, pages and guides."""

import re
from collections.abc import Iterator

from graphql import DocumentNode, OperationDefinitionNode, OperationType, parse, print_ast, separate_operations

from tests.support.house import ROOT


def operations() -> Iterator[tuple[str, str]]:
    """Yield the place and the text of every query in our packages, pages and guides, with its fragments."""
    for folder in [ROOT / "clients/operations", *ROOT.glob("api/pages/*/queries")]:
        files = {*folder.glob("*.graphql"), *(ROOT / "api/pages/base/queries").glob("*.graphql")}
        whole = parse("".join(file.read_text(encoding="utf-8") for file in sorted(files)))
        yield from reading(str(folder.relative_to(ROOT)), whole)
    for page in sorted(ROOT.glob("docs/**/*.md")):
        blocks = re.findall(r"```graphql\n(.*?)```", page.read_text(encoding="utf-8"), re.S)
        for number, block in enumerate(blocks):
            if block.startswith(("query", "{")):
                yield from reading(f"{page.relative_to(ROOT)} {number}", parse(block))


def reading(where: str, document: DocumentNode) -> Iterator[tuple[str, str]]:
    separate = separate_operations(document)
    for each in document.definitions:
        if isinstance(each, OperationDefinitionNode) and each.operation is OperationType.QUERY:
            name = each.name.value if each.name else ""
            yield f"{where} {name}", print_ast(separate[name])
