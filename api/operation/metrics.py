"""`/metrics` for Prometheus, behind a token; and the health checks of the process."""

import asyncio
import secrets
from collections.abc import Iterator

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from store.driver.meter import TIMES
from store.process.counters import OPERATIONS, REFUSED, SIGN_INS, UNPLANNED, WORDS_ALTERED
from store.read.gauges import Standing, standing


class StandingGauges(Collector):
    def __init__(self, found: Standing) -> None:
        self._found = found

    def collect(self) -> Iterator[GaugeMetricFamily]:
        return self._found.families()


def metrics_routes(token: str) -> list[Route]:
    """Return the route, which requires the scraper's bearer token."""

    async def metrics(request: Request) -> Response:
        given = request.headers.get("authorization", "")
        if not secrets.compare_digest(given.encode(), f"Bearer {token}".encode()):
            return PlainTextResponse("unauthenticated\n", 401, {"WWW-Authenticate": "Bearer"})
        registry = CollectorRegistry()
        registry.register(REFUSED)
        registry.register(SIGN_INS)
        registry.register(WORDS_ALTERED)
        registry.register(UNPLANNED)
        registry.register(OPERATIONS)
        registry.register(TIMES)
        registry.register(StandingGauges(await standing(request.app.state.store.connection)))
        headers = {"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"}
        return Response(generate_latest(registry), headers=headers)

    return [Route("/metrics", metrics)]


READY_SECONDS = 3.0


async def live(request: Request) -> Response:
    """Return 200 while the process answers."""
    return JSONResponse({"status": "alive"})


async def ready(request: Request) -> Response:
    """Return 200 if the database answers and contains a registry, else 503."""
    try:
        async with asyncio.timeout(READY_SECONDS):
            good = await request.app.state.store.ready()
    except Exception:  # whatever is wrong with the database, the answer is the same
        good = False
    return JSONResponse({"status": "ready" if good else "not ready"}, 200 if good else 503)
