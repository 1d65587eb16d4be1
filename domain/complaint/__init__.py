"""Complaints against a decision, and the terms of the Law on Complaints."""
