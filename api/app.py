"""The API's composition root: environment and clients are made here and handed down."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from api.bundles import download as bundle
from api.documents import download as document
from api.door import admitted
from api.evidence import download, upload
from api.graphql.callers import Callers
from api.graphql.connections import Connections
from api.graphql.engine import Engine
from api.graphql.http import GraphqlEndpoint
from api.graphql.socket import Sockets
from api.graphql.trusted import trusted
from api.health import live, ready
from api.limits import BodyLimit
from api.log import log_routes
from api.mail.leave import MAIL_ROUTES
from api.metrics import metrics_routes
from api.oauth.challenge import Challenge
from api.oauth.desk import Desk
from api.oauth.routes import oauth_routes
from api.press.routes import press_routes
from api.rates import Rates
from api.refused import broken, wrong_method
from api.report.graphql import PublicEndpoint
from api.report.routes import REPORT_ROUTES
from api.shared import Shared
from auth.accepted import accepted
from auth.entry import Entry
from auth.keyring import KeyRing, add_key
from auth.server.metadata import well_known
from auth.server.server import Server
from resolvers.public import build_public
from resolvers.root import build, executable
from resolvers.sdl import text_of
from store.heads.similarity import warm
from store.oauth.keys import SigningKeys
from store.settings import Settings
from store.store import Store, opened_store


async def graphql(request: Request) -> Response:
    """GraphQL over HTTP."""
    answer: Response = await request.app.state.graphql.respond(request)
    return answer


async def socket(opened: WebSocket) -> None:
    """GraphQL over a socket."""
    await opened.app.state.sockets.serve(opened)


async def sdl(request: Request) -> Response:
    """The schema as text, for those who build clients."""
    return PlainTextResponse(request.app.state.sdl, media_type="text/plain; charset=utf-8")


async def slashed(request: Request) -> Response:
    """To the same address with a slash at its end, by path alone: a `Host` that somebody invents leads nowhere."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"{request.url.path}/{query}", 308)


def _challenge(settings: Settings) -> list[Middleware]:
    if not settings.sign_in_url:
        return []
    place = well_known("oauth-protected-resource", settings.audience)
    return [Middleware(Challenge, metadata=settings.sign_in_url.removesuffix("/oauth") + place)]


async def _first_key(store: Store) -> None:
    """A key to sign with, where there is none yet; two processes may make two, and both are good."""
    keys = SigningKeys(store.connection)
    if not await keys.all():
        await add_key(keys, store.connection.clock())


def _routes(chosen: Settings) -> list[BaseRoute]:
    vkey = chosen.log_key_file.read_text().strip() if chosen.log_key_file else None
    token = chosen.metrics_token_file.read_text().strip() if chosen.metrics_token_file else None
    return [
        *(log_routes(vkey, admitted) if vkey else ()),
        *(oauth_routes(chosen.sign_in_url, chosen.audience) if chosen.sign_in_url else ()),
        Route("/graphql", graphql, methods=["GET", "POST"]),
        WebSocketRoute("/graphql", socket),
        Route("/schema.graphql", sdl),
        Route("/evidence", upload, methods=["POST"]),
        Route("/evidence/{case}/{item}", download),
        Route("/documents/{document}", document),
        Route("/reports/{report}/bundle", bundle, methods=["GET"]),
        *press_routes(chosen.audience),
        *(metrics_routes(token) if token else ()),
        *REPORT_ROUTES,
        *MAIL_ROUTES,
        *(Route(f"/{each}", slashed) for each in ("press", "report")),
        Route("/livez", live),
        Route("/readyz", ready),
    ]


def create(settings: Settings | None = None) -> Starlette:
    """The application. Raises SettingsRefused at once, naming the variable that is wrong."""
    chosen = settings or Settings.from_env()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")

    schema, public, documents = build(), build_public(), trusted(chosen)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await asyncio.to_thread(warm)
        async with opened_store(chosen) as store:
            clock = store.connection.clock
            ring = KeyRing(SigningKeys(store.connection), clock)
            app.state.store, app.state.entry = store, Entry(accepted(chosen, ring, clock), store)
            if chosen.sign_in_url:
                await _first_key(store)
                server = Server(store, app.state.entry, ring, chosen.sign_in_url, chosen.audience)
                app.state.desk = Desk.of(store, server, ring)
            engine = Engine(executable(schema), introspection=chosen.introspects, trusted=documents)
            connections = Connections()
            place = store.connection.master.place
            # counters of their own: who floods the public door must not use up the room of those who signed in
            shared = Shared(chosen.redis_url)
            callers = Callers(Rates(shared, place, clock), chosen.caller_rate)
            app.state.graphql = GraphqlEndpoint(store, app.state.entry, engine, chosen.mode, callers, connections)
            app.state.sockets = Sockets(store, app.state.entry, engine, callers, connections)
            app.state.rates = Rates(shared, place, clock)
            app.state.public_graphql = PublicEndpoint(store, executable(public), app.state.rates)
            tasks = [asyncio.create_task(each) for each in (store.access.run(), app.state.entry.watch.run())]
            yield
            for task in tasks:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
            await shared.close()

    app = Starlette(
        routes=_routes(chosen),
        middleware=[Middleware(BodyLimit), *_challenge(chosen)],
        exception_handlers={405: wrong_method, 500: broken},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False  # its redirects name the host that the request named
    app.state.sdl, app.state.public_sdl = text_of(schema), text_of(public)
    return app
