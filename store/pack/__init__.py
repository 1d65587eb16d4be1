"""Record packs: what a history says, in one file that anybody can check (`docs/record-pack.md`)."""
