"""Compiled query plans, for operations that are asked again.

`plans.py` keeps one plan for each operation that was seen twice. `slots.py` reads an operation against the schema,
`source.py` writes one function for each of its parts, `compiled.py` holds them, and `run.py` runs them. When something
is not as a plan expects, `handover.py` gives the resolved values to graphql-core. The schema is the single truth:
graphql-core answers every error and whatever a plan does not know (`Unknown`). No plan is compiled with other versions
of the packages than those of `resolvers/plan_versions.py`.
"""
