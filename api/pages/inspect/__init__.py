"""The inspector's desk, under `/inspect/`: pages that read histories for people. They change nothing.

A page is a client of the schema like any other: it asks the documents in `queries/` with the caller's own rights, and
every reading is recorded as it is for programs.
"""
