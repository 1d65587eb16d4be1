"""What reports are made from."""
