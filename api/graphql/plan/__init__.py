"""A compiled way to an answer, for operations that are asked again.

`plans.py` keeps one plan for each operation that was seen twice. `slots.py` reads an operation against the schema,
`source.py` writes one function for each of its parts, `compiled.py` holds them, and `run.py` runs them. When something
is not as a plan expects, `handover.py` gives what was resolved to graphql-core. The schema is the single truth: what a
plan does not know (`Unknown`), and every error, is answered by graphql-core. With other versions of the packages than
those of `resolvers/plan_versions.py` no plan is compiled at all.
"""
