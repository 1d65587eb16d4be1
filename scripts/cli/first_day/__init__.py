"""Setting an installation up for production: what `casebook init` asks, writes and enters."""
