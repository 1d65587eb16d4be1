"""Activities of agencies that are not cases: training, breaches, commendations, budgets, directives, difficulties."""
