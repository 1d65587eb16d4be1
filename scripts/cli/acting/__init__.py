"""What the operator does to the registry from the command line, made from the commands of the domain."""
