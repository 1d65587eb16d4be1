"""Base classes of the commands on webhooks and mail addresses. Only the agency that owns the webhook or address may use
them."""

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
    """Command on a webhook of the actor's agency."""


class MailingCommand(
    CommandOn[Mailing],
    kind=Kind.MAILING,
    scope=Scope.FOCAL_MANAGE,
    posts=MAIL_KEEPERS,
    states=ACTIVE_MAILING,
    requires=(own_agency,),
):
    """Command on a mail address that the actor's agency entered."""
