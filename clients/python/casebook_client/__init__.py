"""A client of Casebook: typed operations, commands that run once, and subscriptions that survive lost connections."""

from casebook_client import refusals as refusals
from casebook_client.client import Beside, Casebook
from casebook_client.errors import AnswerError, CasebookError, FileRefused, SignedOut, Unreachable
from casebook_client.oauth import Begun, FixedToken, Program, Server, Tokens
from casebook_client.operation import Command, Document, Page, Query, Subscription
from casebook_client.problems import Conflict, conflict_of, said
from casebook_client.session import Session

__all__ = [
    "AnswerError",
    "Begun",
    "Beside",
    "Casebook",
    "CasebookError",
    "Command",
    "Conflict",
    "Document",
    "FileRefused",
    "FixedToken",
    "Page",
    "Program",
    "Query",
    "Server",
    "Session",
    "SignedOut",
    "Subscription",
    "Tokens",
    "Unreachable",
    "conflict_of",
    "said",
]
