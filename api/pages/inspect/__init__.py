"""The inspectors' desk, under `/inspect/`: pages that show histories to people and change nothing.

A page is a client of the schema like any other. It sends the documents in `queries/` with the caller's own rights, and
every reading is recorded as for programs.
"""
