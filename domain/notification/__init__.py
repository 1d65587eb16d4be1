"""Who is told: webhooks, mail, digests, duties and warnings."""
