"""The embedded authorization server: Authlib's synchronous grants over the asynchronous store.

A request is read in the event loop and processed in a thread. Each hook there uses the store through the loop
(`auth/server/models.py`). There is no second driver.
"""
