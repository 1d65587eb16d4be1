"""Citable clauses of the Regulation: article, clause and point in Vietnamese letters."""

_CLAUSES = "1.1 1.2 2.1 2.2 3.1 3.2 3.3 3.4 4.1 4.2 4.3 4.4 4.5 5.1 5.2 5.3 5.4 5.5 5.6 5.7 6.1 6.2 6.3 7.1 7.2 8.1 8.2"
_POINTS = {"3.1": "a b", "3.2": "a b", "5.1": "a b c d đ e g h", "5.2": "a b", "5.4": "a b", "5.5": "a b"} | {
    "5.7": "a b c d đ"
}

CLAUSES = frozenset(
    {f"Đ{clause}" for clause in _CLAUSES.split()}
    | {f"Đ{clause}.{point}" for clause, points in _POINTS.items() for point in points.split()}
)
"""Every clause of the Regulation, and every point of a clause with points, such as `Đ5.7.b`."""

CLAUSE_MOST = 10
"""Most characters of a citation. The longest citation has six characters."""
