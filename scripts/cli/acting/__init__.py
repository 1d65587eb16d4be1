"""Acts of the operator on the registry from the command line, made from the commands of the domain."""
