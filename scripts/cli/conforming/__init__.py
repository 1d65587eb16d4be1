"""What a database must do for the register to hold, asked of one by its address: `casebook conform`.

result         a check and its outcome
trial          a temporary installation on the server, with its users
rights         what each user may do in each collection
transactions   atomicity, snapshots, conflicts, a failover, an unknown commit
durability     read and write concerns, and what an erasure leaves in the oplog
plans          how the server answers each listed shape of query
checks         all of them, in the order in which they are asked
"""
