"""How the registry is kept: agencies, officers, users, programs, grants, provisions, the lead assignment."""
