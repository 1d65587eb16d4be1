"""States of subscriptions: webhooks and mail addresses. Records, no rules."""
