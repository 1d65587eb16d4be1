"""The clients' schema: types and inputs, no I/O. Enums are made before any type uses them."""

from schema import enums as enums
