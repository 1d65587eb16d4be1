"""Queries of the product to its database, checked against the declared indexes: a proof that needs no server.

    shape       a command without its values
    rules       what MongoDB does for a shape, by the declared indexes alone
    proof       whether all is proven, or named in purposes.toml: with its bound and its reason
    __main__    what `python -m scripts.workbench.shapes FILE` prints

The tests collect the shapes (`tests/support/shapes.py`): whatever a test makes the product send is checked when the run
ends.
"""
