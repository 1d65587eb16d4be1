"""Notifications: webhooks, mail, digests, duties and warnings."""
