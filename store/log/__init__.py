"""The register's own log: sealing, time stamps, witnesses, and the log's checks of itself."""
