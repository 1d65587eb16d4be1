"""Export of spans to an OpenTelemetry collector, as OTLP over HTTP. It is imported only if CASEBOOK_TRACES_URL is set.

A thread sends the spans in batches. Spans that the collector does not accept are dropped, so no request waits for the
collector.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from time import time_ns

import requests
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanLimits, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ALWAYS_ON, ParentBased
from opentelemetry.trace import SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from store.process.tracing import Attributes, Kind, Span

SENT_SECONDS = 5.0
"""Longest time in seconds for the collector to accept a batch."""
EVERY_MS, WAITING_MOST, BATCH_MOST = 2_000, 4_096, 512
ATTRIBUTES_MOST, LENGTH_MOST = 16, 200
PARENT = "traceparent"
PROPAGATOR = TraceContextTextMapPropagator()
NANO = 1_000_000_000


class OtlpTracer:
    def __init__(self, process: str, url: str) -> None:
        session = requests.Session()
        session.trust_env = False  # no proxy from the environment: traces stay where the operator said
        exporter = OTLPSpanExporter(endpoint=url, timeout=SENT_SECONDS, headers={}, session=session)
        batches = BatchSpanProcessor(
            exporter,
            max_queue_size=WAITING_MOST,
            schedule_delay_millis=EVERY_MS,
            max_export_batch_size=BATCH_MOST,
            export_timeout_millis=SENT_SECONDS * 1000,
        )
        # This code and the collector decide which spans are kept, not other variables of the environment.
        self._provider = TracerProvider(
            sampler=ParentBased(ALWAYS_ON),
            resource=Resource({"service.namespace": "casebook", "service.name": f"casebook-{process}"}),
            span_limits=SpanLimits(max_span_attributes=ATTRIBUTES_MOST, max_span_attribute_length=LENGTH_MOST),
            shutdown_on_exit=False,
        )
        self._provider.add_span_processor(batches)
        self._tracer = self._provider.get_tracer("casebook")
        logging.getLogger("opentelemetry").setLevel(logging.ERROR)

    @contextmanager
    def span(self, name: str, kind: Kind, attributes: Attributes, parent: str) -> Iterator[Span]:
        """Make a span for the duration of the block. It records that an exception occurred, but not its message."""
        context = PROPAGATOR.extract({PARENT: parent}) if parent else None
        with self._tracer.start_as_current_span(
            name,
            context=context,
            kind=SpanKind[kind.value],
            attributes=dict(attributes),
            record_exception=False,
            set_status_on_exception=False,
        ) as made:
            try:
                yield made
            except Exception as error:
                made.set_status(Status(StatusCode.ERROR))
                made.set_attribute("error.type", type(error).__qualname__)
                raise

    def carried(self) -> str:
        """Return the traceparent of the current span; empty outside a span."""
        carrier: dict[str, str] = {}
        PROPAGATOR.inject(carrier)
        return carrier.get(PARENT, "")

    def asked(self, name: str, seconds: float, attributes: Attributes, *, failed: bool) -> None:
        """Make a span within the current span, for a request to a server that has just ended."""
        if not trace.get_current_span().is_recording():
            return
        ended = time_ns()
        began = ended - int(seconds * NANO)
        made = self._tracer.start_span(name, kind=SpanKind.CLIENT, attributes=dict(attributes), start_time=began)
        if failed:
            made.set_status(Status(StatusCode.ERROR))
        made.end(ended)

    def close(self) -> None:
        self._provider.force_flush(int(SENT_SECONDS * 1000))
        self._provider.shutdown()
