"""Import of older reports from a CSV file: `columns` and `table` read, `rows` makes commands, `run` enters them."""
