"""Import of older reports from a CSV file: `columns` and `table` read it, `rows` makes commands, `run` executes
them."""
