"""States of subscriptions, as their events leave them: webhooks and mail addresses. Records, no rules."""
