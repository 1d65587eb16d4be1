"""Telling those outside: webhooks, mail, digests; what is said, to whom, and when it is tried again."""
