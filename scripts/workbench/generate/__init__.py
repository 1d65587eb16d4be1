"""Generated files of the repository, each from its source."""
