"""State of sign-in. It is no part of the record, and only the loss of revocations does harm.

Secrets are never stored in clear: passwords as argon2id, tokens and codes of 256 random bits as SHA-256.
"""
