"""The database under both drivers: connection, transactions, pages, and the cost of reads."""
