"""What all pages for people share: templates, texts and languages, header policies, conditional requests."""
