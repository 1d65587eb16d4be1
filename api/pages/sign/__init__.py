"""Pages on which officers sign acts with their own keys, and enter and confirm these keys (`docs/signed-acts.md`).

The pages are on the register's own origin, to which the keys belong. The text that an officer sees before signing
therefore does not depend on the program that sent the command.
"""
