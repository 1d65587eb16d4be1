"""Common code of every desk. A desk is a set of pages for officers, who sign in with a browser; it uses the schema as
clients do.

Each desk has a package beside this one (`api/pages/inspect/`, `api/pages/administer/`); its `pages.py` has the
settings.
"""
