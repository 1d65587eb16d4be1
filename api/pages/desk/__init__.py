"""The desk of officers who act, under `/desk/`: the reference client of the schema.

A page queries GraphQL for the data and the actions that the caller may use. It shows the labels that the schema
defines, and sends mutations like any client. No page contains code for a single action, kind of object or rule.
"""
