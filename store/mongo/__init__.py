"""The database: connection, roles, provisioning, transactions, both drivers."""
