"""Rules: commands, their facts, rights and shared guards."""
