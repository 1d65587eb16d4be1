"""Checks of `casebook doctor`, in the order of their dependencies."""
