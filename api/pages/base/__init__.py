"""Common code of every desk. A desk is a set of pages for officers who sign in with a browser. It uses the schema as
clients do.

Each desk has a package beside this one (`api/pages/inspect/`, `api/pages/administer/`). The module `pages.py` of a desk
has its settings.
"""
