"""Official documents made from the data of the register."""
