"""Setting a first or a new password, with two codes from two officers, and an authenticator for one-time codes.

Nothing is stored between the two steps. The result of the first step is encrypted into the second form, with the codes'
digests. A form that was begun with the codes of one recovery therefore cannot finish another recovery. The codes are
used up before the password is stored. After a crash in between, two officers must issue new codes.
"""

import asyncio
import json
from hmac import compare_digest
from typing import Any
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response

from api.callers.networks import network_of
from api.oauth.pages import SignInServices, form_of, page, services_of
from api.oauth.sign_in import NETWORK_MOST
from auth.passwords import Busy, address_of, fresh_seed, step_of, weak
from domain.access.record import SignInOutcome
from domain.administration.users import EnrolUser
from domain.kernel.actor import SYSTEM
from domain.kernel.refusals import Refused
from domain.kernel.vocabulary import Kind
from domain.registry.accounts import Recovery
from store.oauth.once import digest
from store.oauth.throttle import WAIT

TRIES_MOST = 10
GOOD_FOR_SECONDS = 900


async def begin(request: Request) -> Response:
    """Ask for the two codes and a new password."""
    return page(request, "enrol.html", problem="", name="", wait=0)


async def choose(request: Request) -> Response:
    """Check the codes and the password, then show the secret for one-time codes."""
    fields, services = await form_of(request), services_of(request)
    name, password = fields.get("name", "").strip().lower(), fields.get("password", "")
    user = (await services.store.registry.current()).account(name)
    if await _too_often(request, services, name):
        services.store.sign_ins.gather(user, SignInOutcome.THROTTLED)
        return page(request, "enrol.html", 429, problem="", name=name, wait=WAIT)
    given = user.recovery if user else None
    if user is None or given is None or not _opened(services, given, fields.get("first", ""), fields.get("second", "")):
        services.store.sign_ins.gather(user, SignInOutcome.ENROLMENT_FAILED)
        return page(request, "enrol.html", 401, problem="codes", name=name, wait=0)
    if await asyncio.to_thread(weak, password, name) or password != fields.get("again", ""):
        return page(request, "enrol.html", 400, problem="password", name=name, wait=0)
    try:
        hashed = await services.passwords.hashed(password, user.id)
    except Busy:
        return page(request, "enrol.html", 429, problem="", name=name, wait=5)
    now = int(services.store.connection.clock().timestamp())
    made: dict[str, Any] = {
        "user": user.id,
        "name": name,
        "first": given.first,
        "second": given.second,
        "password": hashed,
        "seed": fresh_seed(),
        "until": now + GOOD_FOR_SECONDS,
    }
    return _second(request, made, failed=False)


async def _too_often(request: Request, services: SignInServices, name: str) -> bool:
    """Count a try by network and name, and by network alone. A person in another network can therefore block no
    enrolment."""
    network = network_of(request.client.host if request.client else None)
    over_name = await services.throttle.count(f"enrol {name} {network}") > TRIES_MOST
    return await services.throttle.count(f"enrol {network}") > NETWORK_MOST or over_name


async def finish(request: Request) -> Response:
    """Check a first one-time code, then store everything and end earlier sessions."""
    fields, services = await form_of(request), services_of(request)
    try:
        made = json.loads(services.store.connection.master.open(bytes.fromhex(fields.get("sealed", "")), "enrolment"))
    except Exception:  # the form was changed or forged
        return page(request, "enrol.html", 400, problem="codes", name="", wait=0)
    now = services.store.connection.clock()
    if now.timestamp() > made["until"]:
        return page(request, "enrol.html", 400, problem="codes", name=made["name"], wait=0)
    step = step_of(made["seed"], fields.get("code", ""), now)
    if step is None:
        return _second(request, made, failed=True, status=401)
    return await _kept(request, services, made, step)


async def _kept(request: Request, services: SignInServices, made: dict[str, Any], step: int) -> Response:
    user = made["user"]
    head = await services.store.heads[Kind.USER].one(SYSTEM, user)
    assert head is not None  # accounts are never removed
    account = (await services.store.registry.current()).users[user]
    enrolment = EnrolUser(first=made["first"], second=made["second"])
    try:
        # The codes are used up first: of concurrent requests only one write succeeds. It ends all earlier sessions.
        await services.store.execute(SYSTEM, enrolment, command_id=uuid4(), target=user, expected=head["n"])
    except Refused:
        services.store.sign_ins.gather(account, SignInOutcome.ENROLMENT_FAILED)
        return page(request, "enrol.html", 409, problem="codes", name=made["name"], wait=0)
    await services.credentials.set(user, made["password"], made["seed"])
    await services.credentials.spend(user, step)
    await services.store.sign_ins.record(account, SignInOutcome.ENROLLED)
    return page(request, "enrolled.html")


def _second(request: Request, made: dict[str, Any], *, failed: bool, status: int = 200) -> Response:
    import segno  # imported here: few processes draw a seed

    services = services_of(request)
    sealed = services.store.connection.master.close(json.dumps(made).encode(), "enrolment").hex()
    seed = str(made["seed"])
    return page(
        request,
        "totp.html",
        status,
        failed=failed,
        sealed=sealed,
        seed=" ".join(seed[at : at + 4] for at in range(0, len(seed), 4)),
        picture=segno.make(address_of(seed, str(made["name"]))).svg_data_uri(scale=5),
    )


def _opened(services: SignInServices, given: Recovery, first: str, second: str) -> bool:
    """Return whether both codes are those that two officers issued, and are still valid."""
    if given.second is None or not given.open(services.store.connection.clock()):
        return False
    # Both are always compared, so that the time does not reveal which one was right.
    one = compare_digest(digest(first.strip()), given.first)
    return compare_digest(digest(second.strip()), given.second) and one
