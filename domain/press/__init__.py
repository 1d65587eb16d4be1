"""Notices to the press, the check of what points at a person, questions and spokespersons (Đ4.5, Đ5.7.c, Đ5.7.đ)."""
