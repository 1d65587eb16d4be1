"""Case from its report to its end, one file for each part of its life."""
