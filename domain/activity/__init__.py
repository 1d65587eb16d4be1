"""Activities of agencies other than cases: training, breaches, commendations, budgets, directives, difficulties."""
