"""Compiled query plans, for operations that are sent repeatedly.

`plans.py` stores one plan for each operation that was seen twice. `slots.py` reads an operation against the schema,
`source.py` writes one function for each of its parts, `compiled.py` stores them, and `run.py` runs them. If something
is not as a plan expects, `handover.py` gives the resolved values to graphql-core. The schema is the single truth:
graphql-core answers every error, and everything that a plan does not support (`Unknown`). Plans are compiled only with
the versions of packages in `resolvers/plan_versions.py`.
"""
