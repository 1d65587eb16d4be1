"""A case from its report to its end, a file for each part of its life."""
