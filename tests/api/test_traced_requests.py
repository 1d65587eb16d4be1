"""What a span says of a path: its first part, where some route has it. What follows may be an id or a secret."""

import pytest
from starlette.responses import Response
from starlette.routing import Route

from api.middleware.correlation import OTHER, place_of


async def nothing(request: object) -> Response:
    return Response()


ROUTES = [Route("/graphql", nothing), Route("/evidence/{case}/{item}", nothing), Route("/livez", nothing)]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/graphql", "/graphql"),
        ("/evidence/case-0198/0198f", "/evidence"),
        ("/livez/", "/livez"),
        ("/0198-secret", OTHER),
        ("/evidence-0198", OTHER),
        ("/", OTHER),
        ("", OTHER),
    ],
)
def test_a_path_is_told_by_its_first_part(path: str, said: str) -> None:
    assert place_of(path, ROUTES) == said
