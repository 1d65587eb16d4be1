"""The register's own log: its sealing, time stamps, witnesses and audits."""
