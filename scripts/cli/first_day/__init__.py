"""Setting up an installation for production: the questions, files and entries of `casebook init`."""
