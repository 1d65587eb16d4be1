"""Record packs: a history in one file that anybody can verify (`docs/record-pack.md`)."""
