"""Checks of `casebook doctor`, in the order in which one thing needs the other."""
