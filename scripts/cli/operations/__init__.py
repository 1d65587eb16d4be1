"""Typed operations for clients, made from the SDL and a folder of operations."""
