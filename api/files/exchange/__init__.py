"""Official documents in the national exchange format of document-management systems. No connection is opened."""
