"""Official documents in the national exchange format of document-management systems. This server opens no connection to
them."""
