"""What agencies do besides cases: training, breaches, commendations, budgets, directives, difficulties."""
