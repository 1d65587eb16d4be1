"""The public register of measures: a numbered statement for each public act of an agency (docs/public-register.md)."""
