"""State of signing in: none of it is the record, and all of it may be lost but for revocations.

Secrets are never here in the clear: passwords as argon2id, tokens and codes of 256 random bits as SHA-256.
"""
