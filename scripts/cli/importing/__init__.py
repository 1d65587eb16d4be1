"""Taking older reports over from a CSV file: `columns` and `table` read, `rows` makes commands, `run` enters them."""
