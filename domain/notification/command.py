"""Base classes of the commands on webhooks and mail addresses: their own agency keeps them."""

from domain.kernel.policy import Scope
from domain.kernel.vocabulary import Kind, Post
from domain.notification.state.receivers import Mailing, MailingState, Webhook, WebhookState
from domain.rules.command import CommandOn
from domain.rules.guards import own_agency

MAIL_KEEPERS = frozenset({Post.ADMIN, Post.SPOKESPERSON})
ACTIVE_MAILING = frozenset({MailingState.ACTIVE})


class WebhookCommand(
    CommandOn[Webhook],
    kind=Kind.WEBHOOK,
    scope=Scope.FOCAL_MANAGE,
    posts={Post.ADMIN},
    states=WebhookState,
    requires=(own_agency,),
):
    """Act on a webhook of one's own agency."""


class MailingCommand(
    CommandOn[Mailing],
    kind=Kind.MAILING,
    scope=Scope.FOCAL_MANAGE,
    posts=MAIL_KEEPERS,
    states=ACTIVE_MAILING,
    requires=(own_agency,),
):
    """Act on a mail address that the agency entered."""
