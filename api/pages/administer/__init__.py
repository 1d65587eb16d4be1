"""The administrators' desk, under `/administer/`: the registry as pages, for the two officers who maintain it.

A page queries GraphQL for the data that the caller may read, and shows the data in the words of histories. It offers
the actions that the rules allow. A form is made from its command, and the command is executed like any client's. No
rule is in this package.
"""
