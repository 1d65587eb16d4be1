"""The schema's GraphQL types and inputs; nothing here does I/O. Importing it makes the enums before any type uses
them."""

from schema import enums as enums
