"""State of sign-in. It is not part of the record; only a loss of revocations does harm.

Secrets are stored only as hashes: passwords as argon2id, tokens and codes of 256 random bits as SHA-256.
"""
