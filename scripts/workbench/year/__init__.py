"""A year of an installation in an afternoon: its real processes under a clock that is moved."""
