"""Compiled query plans, for operations that are sent repeatedly.

`plans.py` stores one plan for each operation that was seen twice. `slots.py` reads an operation against the schema.
`source.py` writes one function for each part of the operation. `compiled.py` stores these functions, and `run.py` runs
them. If a value is not as a plan expects, `handover.py` gives the resolved values to graphql-core. The schema is the
single truth: graphql-core answers every error, and everything that a plan does not support (`Unknown`). Plans are
compiled only with the versions of packages in `resolvers/plan_versions.py`.
"""
