"""Official documents in the national exchange format of document-management systems. This server never connects to
those systems."""
