"""Composition root of the API: it creates the settings and clients and passes them to the parts."""

import asyncio
import gc
from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import Any, Final

from graphql import GraphQLSchema
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from api.callers.authentication import actor_of, for_purpose
from api.callers.rates import CallerRates, Rates, SharedCounters
from api.errors.responses import broken, gone, wrong_method
from api.files import attachments, bundles, documents, evidence
from api.files.arriving import ARRIVING_ROUTES
from api.files.exchange.routes import EXCHANGE_ROUTES
from api.graphql.context import Connections
from api.graphql.engine import Engine
from api.graphql.explorer import explorer_routes
from api.graphql.http import GraphqlEndpoint
from api.graphql.socket import Sockets
from api.graphql.trusted import trusted
from api.log.public_register import ROUTES as REGISTER_ROUTES
from api.log.record_pack import RECORD_ROUTES
from api.log.transparency_log import log_routes
from api.middleware.body_limit import BodyLimit
from api.middleware.compression import Compression
from api.middleware.correlation import Correlation, TracedRequests
from api.middleware.cross_origin import CrossOrigin, Origins
from api.oauth.challenge import Challenge
from api.oauth.pages import SignInServices
from api.oauth.routes import oauth_routes
from api.operation.metrics import live, metrics_routes, ready
from api.pages.addresses import home, unknown, with_slash
from api.pages.administer.routes import ADMINISTER_ROUTES
from api.pages.administer.sections import ADMINISTER
from api.pages.base.open_desk import OpenDesk
from api.pages.base.pages import DeskPages
from api.pages.desk.pages import DESK, DESK_ROUTES
from api.pages.inspect.pages import INSPECT, INSPECT_ROUTES
from api.pages.mail.leave import MAIL_ROUTES
from api.pages.mail.subscribe import SUBSCRIBE_ROUTES
from api.pages.press.routes import press_routes
from api.pages.register.routes import register_routes
from api.pages.report.graphql import PublicEndpoint
from api.pages.report.page_request import refused
from api.pages.report.places import Places
from api.pages.report.prices import Prices
from api.pages.report.proof import Proofs
from api.pages.report.routes import REPORT_ROUTES
from api.pages.sign.pages import SIGN, SIGN_ROUTES
from api.pages.verify.routes import VERIFY_ROUTES
from api.web.headers import Representation, respond
from api.web.office import ACCESSIBILITY_ROUTE, Office
from api.web.templates import Templates, look_routes
from auth.authenticator import Authenticator
from auth.issuers import accepted_issuers
from auth.keyring import KeyRing, add_key
from auth.server.metadata import well_known
from auth.server.server import Server
from resolvers.public import build_public
from resolvers.root import build, executable
from store.files.scanner import Scanner
from store.oauth.keys import SigningKeys
from store.process import logs
from store.process.exporting import exporting
from store.process.private_files import close_memory
from store.process.public_origin import public_origin
from store.process.settings import Settings
from store.store import Store, opened_store

HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
)
"""Security headers of every answer. A page has its own policy."""
HSTS: Final = (b"strict-transport-security", b"max-age=31536000")
"""Header that requires TLS of browsers for a year (RFC 6797), at this host alone."""

DESKS: Final[Mapping[DeskPages, Sequence[BaseRoute]]] = {
    INSPECT: INSPECT_ROUTES,
    ADMINISTER: ADMINISTER_ROUTES,
    DESK: DESK_ROUTES,
    SIGN: SIGN_ROUTES,
}


def sdl_route(path: str, sdl: str) -> Route:
    """Return the route that serves a schema as text, for authors of clients."""

    current = Representation.of(sdl.encode(), "text/plain; charset=utf-8")

    async def schema(request: Request) -> Response:
        return respond(request, current, {"Cache-Control": "no-cache"})

    return Route(path, schema)


def _middleware(settings: Settings) -> Iterator[Middleware]:
    """Yield the middleware, outermost first. The last two depend on the settings."""
    headers = (*HEADERS, HSTS) if settings.audience.startswith("https://") else HEADERS
    yield Middleware(Correlation, headers=headers, timed=settings.development)
    yield Middleware(CrossOrigin)
    yield Middleware(BodyLimit, page=refused)
    yield Middleware(Compression)
    if settings.traces_url:
        yield Middleware(TracedRequests)
    if settings.sign_in_url:
        path = well_known("oauth-protected-resource", settings.audience)
        yield Middleware(Challenge, metadata=settings.sign_in_url.removesuffix("/oauth") + path)


async def _first_key(store: Store) -> None:
    keys = SigningKeys(store.connection)
    if not await keys.all():
        await add_key(keys, store.connection.clock())


def _desks(chosen: Settings) -> list[DeskPages]:
    """Return the desks of an installation. Each desk is an OAuth client."""
    return [pages for pages in DESKS if pages.place(chosen).client]


def _log_key(chosen: Settings) -> str | None:
    return chosen.log_key_file.read_text().strip() if chosen.log_key_file else None


SCHEMAS: Final = [Path(__file__).resolve().parents[1] / f"schema/{name}.graphql" for name in ("schema", "public")]
"""Schema texts that `scripts/generate` wrote. They are read from files, because printing a schema takes as long as
building it."""


def _routes(chosen: Settings, sdl: str, public_sdl: str) -> list[BaseRoute]:
    """Return the routes that can be built before the store exists. Their handlers use the store once a request
    arrives."""
    vkey = _log_key(chosen)
    token = chosen.metrics_token_file.read_text().strip() if chosen.metrics_token_file else None
    return [
        *(log_routes(vkey, actor_of, chosen.authors_file) if vkey else ()),
        *(REGISTER_ROUTES if vkey else ()),
        *(oauth_routes(chosen.sign_in_url, chosen.audience) if chosen.sign_in_url else ()),
        *chain.from_iterable(DESKS[pages] for pages in _desks(chosen)),
        *look_routes(),
        sdl_route("/schema.graphql", sdl),
        sdl_route("/report/schema.graphql", public_sdl),
        Route("/evidence", evidence.upload, methods=["POST"]),
        Route("/evidence/{case}/{item}", for_purpose(evidence.given)),
        *ARRIVING_ROUTES,
        Route("/attachments/{stream}/{key}", for_purpose(attachments.given)),
        Route("/documents/{document}", for_purpose(documents.given)),
        Route("/documents/{document}/signed", for_purpose(documents.given_signed), methods=["GET"]),
        Route("/documents/{document}/signed", documents.upload_signed, methods=["POST"]),
        *EXCHANGE_ROUTES,
        Route("/reports/{report}/bundle", for_purpose(bundles.given), methods=["GET"]),
        *(explorer_routes(chosen.people_file) if chosen.development else ()),
        *RECORD_ROUTES,
        *VERIFY_ROUTES,
        *press_routes(chosen.audience),
        *register_routes(chosen.audience),
        *(metrics_routes(token) if token else ()),
        *REPORT_ROUTES,
        *MAIL_ROUTES,
        *SUBSCRIBE_ROUTES,
        Route("/", home),
        ACCESSIBILITY_ROUTE,
        *(Route(f"/{name}", with_slash) for name in ("press", "register", "report")),
        *(Route(pages.home.removesuffix("/"), with_slash) for pages in _desks(chosen)),
        Route("/livez", live),
        Route("/readyz", ready),
    ]


def _own_process(chosen: Settings) -> None:
    logs.configure("api", human=chosen.development)
    if not chosen.development:
        close_memory()


def create(settings: Settings | None = None) -> Starlette:
    """Return the application for the given settings, or for those of the environment. Raise SettingsRefused with the
    name of a wrong variable."""
    chosen = settings or Settings.from_env()
    if settings is None:  # a caller that passes settings has configured logging already
        _own_process(chosen)

    Templates.office = Office.of(chosen)
    schema, public = build(), build_public()
    routes = _routes(chosen, *(file.read_text(encoding="utf-8") for file in SCHEMAS))

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with _store(chosen) as store:
            ring = KeyRing(SigningKeys(store.connection), store.connection.clock)
            authenticator = Authenticator(accepted_issuers(chosen, ring, store.connection.clock), store)
            store.signing_requests.page = public_origin(chosen) if chosen.sign_client else None
            app.state.store, app.state.authenticator, app.state.log_key = store, authenticator, _log_key(chosen)
            server = None
            if chosen.sign_in_url:
                await _first_key(store)
                server = Server(store, authenticator, ring, chosen.sign_in_url, chosen.audience)
                app.state.sign_in = SignInServices.of(store, server, ring, sends_letters=bool(chosen.smtp_host))
            app.state.origins, app.state.people_file = Origins(store), chosen.people_file
            counters = SharedCounters(chosen.redis_url)
            # Separate counters: a flood of public requests must not displace those of signed-in callers.
            app.state.rates = _rates(counters, store)
            # GraphQL and file routes share one count for each caller, because each of their reads is recorded.
            app.state.callers = CallerRates(_rates(counters, store), chosen.caller_rate)
            app.state.desks = {}
            if desks := _desks(chosen):
                asked = Engine(executable(schema), introspection=False, compiles=chosen.query_plans)
                app.state.desks = {pages.name: OpenDesk.of(pages, chosen, store, asked, server) for pages in desks}
            engine = _engine(chosen, executable(schema))
            endpoints = _endpoints(chosen, store, authenticator, app.state.callers, engine)
            master, clock = store.connection.master, store.connection.clock
            app.state.places, app.state.sends_letters = Places(), bool(chosen.smtp_host)
            app.state.scanner = Scanner(chosen.scanner) if chosen.scanner else None
            app.state.prices = prices = Prices(app.state.rates, Proofs(master.place, clock), chosen.proof_bits)
            programs = PublicEndpoint(store, executable(public), app.state.rates, prices, compiles=chosen.query_plans)
            endpoints.append(Route("/report/graphql", programs.respond, methods=["GET", "POST"]))
            app.router.routes = [*endpoints, *routes]
            if settings is None:  # objects made so far live as long as the process: the garbage collector can skip them
                gc.collect()
                gc.freeze()
            loops = (store.access.run(), store.sign_ins.run(), authenticator.watch.run())
            async with _running(*loops, engine.follow_documents()):
                yield
            await counters.close()

    app = Starlette(
        routes=routes,
        middleware=list(_middleware(chosen)),
        exception_handlers={404: unknown, 405: wrong_method, 500: broken, ClientDisconnect: gone},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False  # Starlette's redirects would use the host that the request named
    return app


@asynccontextmanager
async def _store(chosen: Settings) -> AsyncIterator[Store]:
    with exporting("api", chosen.traces_url):
        async with opened_store(chosen) as store:
            store.registry.good_for(chosen.staleness_ms / 1000)
            yield store


def _rates(counters: SharedCounters, store: Store) -> Rates:
    return Rates(counters, store.connection.master.place, store.connection.clock)


def _engine(chosen: Settings, schema: GraphQLSchema) -> Engine:
    return Engine(schema, introspection=chosen.introspects, trusted=trusted(chosen), compiles=chosen.query_plans)


def _endpoints(
    chosen: Settings, store: Store, authenticator: Authenticator, callers: CallerRates, engine: Engine
) -> list[BaseRoute]:
    """Return the routes of GraphQL over HTTP and sockets, which share one engine. File routes share the rate limit of
    these endpoints for each caller."""
    connections = Connections()
    http = GraphqlEndpoint(store, authenticator, engine, chosen.mode, callers, connections)
    sockets = Sockets(store, authenticator, engine, callers, connections)
    return [Route("/graphql", http, methods=["GET", "POST"]), WebSocketRoute("/graphql", sockets.serve)]


@asynccontextmanager
async def _running(*loops: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Run endless loops while the block runs, then cancel them."""
    tasks = [asyncio.create_task(loop) for loop in loops]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
