"""Each generated file of the repository, made from its source."""
