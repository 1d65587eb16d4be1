"""Kinds of streams in the store: where each lies, who sees it, which fields are derived for it."""
