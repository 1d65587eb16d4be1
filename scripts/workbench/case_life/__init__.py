"""The life of a case as one graph, found by carrying out the commands of `domain/book.py` wherever they lead."""
