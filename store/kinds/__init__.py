"""Kinds of streams in the store: their collections, visibility and derived fields."""
