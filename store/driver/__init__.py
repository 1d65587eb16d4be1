"""The database: connection, transactions, pages, and what a read costs, under both drivers."""
