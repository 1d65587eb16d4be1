"""Texts of the agencies' documents, before a worker lays them out on pages."""
