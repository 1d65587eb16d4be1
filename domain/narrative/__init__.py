"""A history in words: what an event changed, as people say it. For pages and for documents, with nothing of either."""
