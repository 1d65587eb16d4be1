"""Measurements: `python -m scripts.bench NAME`. Each gives ratios of two things measured in one run."""
