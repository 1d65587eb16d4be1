"""Keys with which officers sign acts: the reader's own, and those of colleagues that wait for a second person.

GET  /sign/                the keys
POST /sign/enter           enters a key that the browser made as a row of the record
POST /sign/keys/ACTION     confirmSigningKey, doubtSigningKey or endSigningKey; with a signature if one is needed
"""

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from starlette.responses import Response
from webauthn.helpers import base64url_to_bytes

from api.pages.base.page_request import NotFound, PageRequest, to_page
from api.pages.base.session import seal, unseal
from api.pages.base.signing import address_in, signing_address
from api.pages.forms.form import said
from api.pages.forms.posted import command_id_of, readable_pairs
from api.pages.forms.values import number_in
from api.pages.sign.words import scripted
from auth.passkeys import Ceremony, NoKey
from domain.administration.signing import (
    ConfirmSigningKey,
    DoubtSigningKey,
    EndSigningKey,
    EnterSigningKey,
    KeptKeyCommand,
)
from domain.kernel.refusals import NotAllowed, Problem, Refused
from domain.kernel.vocabulary import KEEPERS
from domain.messages import action_label
from domain.registry.accounts import KeyEnd, Officer, SigningKey
from domain.registry.registry import Registry
from domain.registry.regulation import SigningRule, loosens, rule_at, signing_rules
from resolvers.mutations import addressed
from store.write.signing_requests import SigningRequest

CHANGES: Final[Mapping[str, type[KeptKeyCommand]]] = {
    command.ACTION.name: command for command in (ConfirmSigningKey, DoubtSigningKey, EndSigningKey)
}
CHALLENGE: Final = "casebook signing key"
CHALLENGE_BYTES, USER_BYTES = 32, 32
"""Length of a challenge, and of a user handle. Each key has its own handle (WebAuthn, 5.4.3): an authenticator stores
one key for a handle, and an officer needs two."""
GOOD_FOR: Final = timedelta(minutes=5)
KEYS_LEAST: Final = 2
"""Number of keys that an officer should have at least, because one key may be lost."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A key on the page: its row, its state, and the reader's actions on it."""

    officer: str
    version: int
    row: SigningKey
    label: str
    state: str
    name: str = ""


def _state(row: SigningKey, now: datetime) -> str:
    if row.ended_at is not None:
        return "ended"
    if row.confirmed_by is None:
        return "waits"
    if row.doubted_by is not None:
        return "doubted"
    return "counts" if row.counts(now) else "soon"


async def keys(
    page: PageRequest, wrong: Sequence[str] = (), status: int = 200, typed: Mapping[str, str] | None = None
) -> Response:
    page.store.registry.look_again()
    registry, own = await page.store.registry.current(), page.context.actor
    officers = {**registry.officers, **registry.nominated}
    person = registry.person(own.subject)
    mine = [row for id, row in officers.items() if registry.person(id) == person]
    others = [row for id, row in officers.items() if row.agency == own.own and registry.person(id) != person]
    own_keys = [one for row in mine for one in await _keys(page, row)]
    open_keys = [one for one in own_keys if one.state not in ("ended", "waits")]
    colleagues = [one for row in others for one in await _keys(page, row)] if own.posts & KEEPERS else []
    return page.show(
        "keys",
        status,
        scripted(),
        wrong=wrong,
        typed=typed or {},
        mine=own_keys,
        enough=len(open_keys) >= KEYS_LEAST,
        one=len(open_keys) == 1,
        colleagues=sorted((one for one in colleagues if one.state != "ended"), key=lambda one: one.state != "waits"),
        reasons=[(reason.value, page.words.label(reason)) for reason in KeyEnd],
        done=page.given("done"),
        rules=list(_rules(page, registry)),
        **_asked(page),
    )


def _rules(page: PageRequest, registry: Registry) -> Iterator[tuple[SigningRule, bool, bool, list[str]]]:
    """Yield the present and future rules on signing. For each rule, yield whether the rule is future, whether it is
    weaker, and its acts."""
    rules, now = signing_rules(registry), page.context.now
    later = sorted((one for one in rules if one.since > now), key=lambda one: one.since)
    for rule in (rule_at(rules, now), *later):
        if rule:
            labels = [action_label(name, page.language) for name in rule.actions]
            yield rule, rule.since > now, loosens(rule, rules), labels


async def _keys(page: PageRequest, officer: Officer) -> Iterable[Shown]:
    """Return the keys of an appointment with their labels. If there are no keys, no query is sent."""
    if not officer.keys:
        return ()
    answer = (await page.ask("keys", id=officer.id))["node"]
    labels = {key["key"]: key["label"] or "" for key in answer["keys"]}
    return [
        Shown(
            officer=officer.id,
            version=answer["version"],
            row=row,
            label=labels.get(row.key, ""),
            state=_state(row, page.context.now),
            name=" · ".join(part for part in (answer["subject"], page.words.labels(sorted(officer.posts))) if part),
        )
        for row in officer.keys
    ]


async def enter(page: PageRequest) -> Response:
    """Enter a key that the browser created for this page's challenge. The key belongs to the officer who is signed
    in."""
    fields = dict(await readable_pairs(page.request))
    ceremony, texts = Ceremony.at(page.desk.origin), page.texts["signing"]
    challenge = _challenge_in(page, fields.get("challenge", ""))
    if ceremony is None or challenge is None:
        return await keys(page, [texts["late"]], 422, fields)
    try:
        made = ceremony.made(fields.get("credential", ""), challenge)
        public = made.spki
    except NoKey:
        return await keys(page, [texts["not_made"]], 422, fields)
    if made.copied and not _synced(page):
        return await keys(page, [texts["copied"]], 422, fields)
    key = sha256(base64url_to_bytes(made.id)).hexdigest()
    command = EnterSigningKey(key=key, public=public, label=fields.get("label", "").strip())
    return await _sent(page, command, page.context.actor.subject, fields, "enterSigningKey")


async def change(page: PageRequest) -> Response:
    """Confirm, doubt or end a key of a colleague."""
    fields, name = dict(await readable_pairs(page.request)), page.request.path_params["action"]
    if name not in CHANGES:
        raise NotFound
    given = {name: fields.get(name, "").strip() for name in ("key", "words", "reason") if name in fields}
    if "reason" in given:
        if given["reason"] not in set(KeyEnd):
            raise NotFound
        given = {**given, "reason": KeyEnd(given["reason"])}
    try:
        command: Any = CHANGES[name](**given)
    except TypeError:
        raise NotFound from None
    return await _sent(page, command, fields.get("officer", ""), fields, name)


async def _sent(page: PageRequest, command: Any, officer: str, fields: Mapping[str, str], name: str) -> Response:
    """Send a command on an appointment. If the command must be signed, redirect to the signing page."""
    assert page.session is not None
    if (expected := number_in(fields.get("version", ""))) is None:
        expected = ((await page.ask("keys", id=officer))["node"] or {}).get("version", 0)
    sent = SigningRequest(
        command=command, command_id=command_id_of(fields), target=officer or "officer-0", expected=expected
    )
    try:
        await page.store.execute(page.session.viewer.caller, command, **sent.given)
    except Refused as refused:
        problems = await addressed(page.context, refused.problems, sent)
        if address := address_in(problems):
            return to_page(signing_address(address, "/sign/", name))
        return await keys(page, _in_words(page, problems), 422, fields)
    except NotAllowed as denied:
        return await keys(page, _in_words(page, [denied.problem]), 403, fields)
    return to_page(f"/sign/?done={name}")


def _in_words(page: PageRequest, problems: Iterable[Problem]) -> list[str]:
    return [said(one, page.language) for one in problems]


def _synced(page: PageRequest) -> bool:
    """Return whether the newest rule accepts keys that can be copied to another device."""
    rules = list(signing_rules(page.context.registry))
    return bool(rules) and max(rules, key=lambda rule: rule.since).synced


def _asked(page: PageRequest) -> dict[str, str]:
    """Return the browser's options for a key. Their challenge is encrypted for this installation."""
    ceremony, challenge = Ceremony.at(page.desk.origin), secrets.token_bytes(CHALLENGE_BYTES)
    if ceremony is None:
        return {"options": "", "challenge": ""}
    account = f"{page.texts['signing']['signs']}: {page.context.caller.subject}"
    options = ceremony.to_make(secrets.token_bytes(USER_BYTES), account, (), challenge, resident=True)
    said = {"challenge": challenge.hex(), "person": page.context.actor.subject, "at": page.context.now.timestamp()}
    return {"options": options, "challenge": seal(page.store.connection.master, said, CHALLENGE)}


def _challenge_in(page: PageRequest, sealed: str) -> bytes | None:
    """Return the challenge of a page that this officer opened recently. Return None for any other challenge."""
    said = unseal(page.store.connection.master, sealed, CHALLENGE)
    if said is None or said["person"] != page.context.actor.subject:
        return None
    age = page.context.now.timestamp() - said["at"]
    return bytes.fromhex(said["challenge"]) if 0 <= age <= GOOD_FOR.total_seconds() else None
