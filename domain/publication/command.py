"""Base classes of the commands on a notice."""

from domain.kernel.kind import Kind
from domain.kernel.policy import Scope
from domain.kernel.roles import Post
from domain.publication.state import Publication
from domain.rules.command import CommandOn
from domain.rules.guards import own_agency

WRITERS = frozenset({Post.HANDLER, Post.SPOKESPERSON})


class PublicationCommand(CommandOn[Publication], kind=Kind.PUBLICATION):
    """Something that somebody wants done to a notice."""


class OwnNoticeCommand(PublicationCommand, scope=Scope.PRESS_ISSUE, requires=(own_agency,)):
    """A step of the agency whose notice it is."""


class WriterCommand(OwnNoticeCommand, posts=WRITERS):
    """A step of who writes for the agency."""


class SpeakerCommand(OwnNoticeCommand, posts={Post.SPOKESPERSON}):
    """A step of the agency's spokesperson (Đ5.7.c)."""
