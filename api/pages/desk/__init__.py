"""The desk of officers who act, under `/desk/`: the reference client of the schema.

A page asks GraphQL what the caller may read and do, shows the labels that the schema gives, and sends mutations like
any client. No page knows an action, a kind of object or a rule.
"""
