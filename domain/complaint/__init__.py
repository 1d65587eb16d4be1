"""Complaints against acts of agencies, and the terms of the Law on Complaints."""
