"""Mutation tests of the product's modules."""
