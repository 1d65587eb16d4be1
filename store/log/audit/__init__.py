"""The log against itself, and what a verification finds and has to remember."""
