"""Measurements: `python -m scripts.workbench.bench NAME`. Each gives ratios of two things measured in one run."""
