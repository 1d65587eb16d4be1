"""The administrators' desk, under `/administer/`: the registry as pages, for the two officers who keep it.

A page asks GraphQL what the caller may read, shows it in the words of histories, and offers the actions that the rules
allow. A form is made from its command, and the command is executed like any client's. No rule is in this package.
"""
