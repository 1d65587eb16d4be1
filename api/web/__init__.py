"""Common parts of all pages for people: templates, texts and languages, header policies, conditional requests."""
