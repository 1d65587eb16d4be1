"""GraphQL types and inputs of the schema. No module of this package does I/O. Importing the package creates the enums
before any type uses them."""

from schema import enums as enums
