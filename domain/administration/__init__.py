"""Maintenance of the registry: agencies, officers, users, programs, grants, provisions, the lead assignment."""
