"""States of subscriptions: webhooks and mail addresses. This package contains records, no rules."""
