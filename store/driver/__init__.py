"""The database under both drivers: connection, transactions, pages, and reads at low cost."""
