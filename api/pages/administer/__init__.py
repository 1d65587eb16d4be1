"""The administrators' desk, under `/administer/`: the registry as pages, for the people who keep it two by two.

A page asks GraphQL what the caller may read, shows it with the words that histories have, and offers the actions that
the rules offer. A form is made from its command, and the command is carried out as every client's is: no rule is here.
"""
