"""The transparency log and record packs over HTTP."""
