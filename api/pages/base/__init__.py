"""Foundation of every desk: pages for officers who sign in here in a browser, and go on as clients of the schema.

A desk is a room of its own beside this one (`api/pages/inspect/`,
`api/pages/administer/`); `pages.py` says what sets it apart.
"""
