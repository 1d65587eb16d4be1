"""State of sign-in. It is not part of the record, and only a loss of revocations does harm.

Secrets are never stored as such: passwords as argon2id, tokens and codes of 256 random bits as SHA-256.
"""
