"""The register's own log: sealing, time stamps, witnesses, and audits of the log."""
