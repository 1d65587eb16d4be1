"""Evidence, attachments, documents, report bundles and exchange files: up and down."""
