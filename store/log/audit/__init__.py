"""Audit of the log, with its findings and its working memory."""
