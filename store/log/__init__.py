"""The register's own log: what is sealed, stamped and witnessed, and how it is checked against itself."""
