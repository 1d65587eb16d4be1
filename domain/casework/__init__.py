"""What agencies do with a case, from its report to its end: commands, rules, events, and the records they leave."""
