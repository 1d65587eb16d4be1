"""Foundation of every desk: pages for officers, who sign in with a browser and then use the schema as clients.

A desk is a room of its own beside this one (`api/pages/inspect/`, `api/pages/administer/`); `pages.py` lists its
settings.
"""
