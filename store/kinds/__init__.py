"""What the store knows of each kind of stream: where it lies, who sees it, which fields are derived for it."""
