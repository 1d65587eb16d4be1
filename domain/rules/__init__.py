"""Framework of the rules: commands, their facts, rights and shared guards."""
