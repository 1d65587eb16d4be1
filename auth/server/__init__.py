"""The embedded authorization server: Authlib's grants, which are synchronous, over the asynchronous store.

A request is read in the event loop and judged in a thread. Each hook there goes back to the loop to use the
store (`auth/server/models.py`). There is no second driver.
"""
