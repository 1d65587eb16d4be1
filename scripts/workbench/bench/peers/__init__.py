"""Other ways to the same answers, which `scripts/workbench/bench/graphql_peers.py` measures beside ours.

Each serves the rows of a collection that holds cases in the clear, without rights, limits, records and logs. `stock.py`
is Strawberry as its manual has it, `direct.py` Starlette with orjson and two fixed questions, `mercurius.mjs` a Node
server whose packages the bench installs.
"""
