"""Who calls, and how often: tokens, networks, counters and limits of rate."""
