"""Ask a register with the client that ariadne-codegen made. Usage: python use.py ADDRESS."""

import asyncio
import sys

from made import Client  # type: ignore[import-not-found]  # it is made by the test


async def main() -> None:
    """Print what a page of cases holds."""
    client = Client(url=f"{sys.argv[1]}/graphql")
    page = (await client.cases(first=2)).cases
    print([edge.node.code for edge in page.edges], page.page_info.has_next_page)


asyncio.run(main())
