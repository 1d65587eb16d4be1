"""The life of a case as one graph, found by executing the commands of `domain/book.py` wherever they lead."""
