"""Parts of the verifier of record packs (`casebook_verify.py`): reading, verification and report."""
