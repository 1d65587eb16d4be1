"""What agencies do besides cases: activities, difficulties, directives (Đ5, Đ7, Đ8)."""
