"""What the desk asks: queries that the schema knows, and nothing else."""

from importlib.resources import files

import pytest
from graphql import OperationDefinitionNode, OperationType, parse, validate

from api.pages.inspect.pages import INSPECT
from resolvers.root import build, executable

NAMES = sorted(file.name.removesuffix(".graphql") for file in files("api.pages.inspect").joinpath("queries").iterdir())
OPERATIONS = [name for name in NAMES if "query " in INSPECT.document(name)]


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_document_is_a_query_that_the_schema_knows(name: str) -> None:
    found = parse(INSPECT.document(name))
    assert validate(executable(build()), found) == []
    operations = [node.operation for node in found.definitions if isinstance(node, OperationDefinitionNode)]
    assert operations == [OperationType.QUERY]
