"""Checks whether a database, given by its address, has the features that the register needs: `casebook conform`.

rights         what each user may do in each collection
transactions   atomicity, snapshots, conflicts, a failover, an unknown commit, concerns, and traces of an erasure
plans          how the server answers each listed shape of query
trial          a check and its outcome; a temporary installation on the server, with its users
"""
