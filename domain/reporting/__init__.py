"""Reports of agencies and of the lead agency: what is owed, by when, and what is counted (Đ6.2, Đ6.3)."""
