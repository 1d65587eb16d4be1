"""The parts of the verifier of record packs (`casebook_verify.py`): what is read, judged and said."""
