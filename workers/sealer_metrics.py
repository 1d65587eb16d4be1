"""The sealer's own numbers for Prometheus, on an address of the operator's choice (CASEBOOK_SEALER_METRICS).

No token: the address must be one that only the scraper reaches. The labels are names of the operator's policy file.
"""

from collections.abc import Mapping
from threading import Thread
from wsgiref.simple_server import WSGIServer

from prometheus_client import CollectorRegistry, Counter, Gauge, start_http_server


class SealerMetrics:
    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._sealing = self._gauge("sealing", "1 while batches succeed, 0 while they fail.")
        self._size = self._gauge("size", "Entries under the last checkpoint signed.")
        self._published = self._gauge("published", "Entries under the newest checkpoint published.")
        self._held = self._gauge("held", "Streams that are not sealed because something does not fit.")
        self._oldest = self._gauge("oldest_pending_seconds", "Age of the oldest marker.")
        self._stamps = self._gauge("stamping_fails", "Whether the last time stamp could not be had.")
        self._cosigned = self._gauge("witness_cosigned", "Whether a witness cosigned when last asked.", "witness")
        self._batches = self._counter("batches", "Batches sealed.")
        self._entries = self._counter("entries", "Versions sealed.")
        self._failures = self._counter("failures", "Batches that failed.")

    def _gauge(self, name: str, meaning: str, *labels: str) -> Gauge:
        return Gauge(f"casebook_sealer_{name}", meaning, labels, registry=self.registry)

    def _counter(self, name: str, meaning: str) -> Counter:
        return Counter(f"casebook_sealer_{name}", meaning, registry=self.registry)

    def show(
        self,
        *,
        failing: bool,
        size: int | None,
        published: int | None,
        held: int,
        oldest: float | None,
        witnesses: Mapping[str, str],
        stamp_fault: str | None,
        sealed: int,
    ) -> None:
        """Set what the last batch left."""
        self._sealing.set(not failing)
        self._size.set(size or 0)
        self._published.set(published or 0)
        self._held.set(held)
        self._oldest.set(oldest or 0.0)
        self._stamps.set(stamp_fault is not None)
        for name, state in witnesses.items():
            self._cosigned.labels(name).set(state.startswith("cosigned"))
        self._failures.inc(failing)
        self._batches.inc(sealed > 0)
        self._entries.inc(sealed)

    def serve(self, address: tuple[str, int]) -> tuple[WSGIServer, Thread]:
        """Answer on an address, in a thread that ends with the process. Raises OSError."""
        host, port = address
        return start_http_server(port, host, self.registry)
