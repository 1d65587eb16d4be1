"""Questions of the press, and the spokespersons of agencies."""
