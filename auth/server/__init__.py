"""The embedded authorization server: Authlib's grants, which are synchronous, over the asynchronous store.

A request is read in the event loop, judged in a thread, and each hook there goes back to the loop for what it needs
from the store (`auth/server/bridge.py`). There is no second driver.
"""
