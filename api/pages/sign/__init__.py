"""Pages on which officers sign acts with their own keys, and enter and confirm these keys (`docs/signed-acts.md`).

They are on the register's own origin, to which the keys belong. So the text that an officer sees before signing does
not depend on the program that sent the command.
"""
