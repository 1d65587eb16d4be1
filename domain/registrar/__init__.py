"""How agencies, officers, accounts, programs, grants and provisions enter the registry and leave it."""
