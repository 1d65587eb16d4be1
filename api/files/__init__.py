"""Upload and download of evidence, attachments, documents, report bundles and exchange files."""
