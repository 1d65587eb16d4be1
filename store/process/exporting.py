"""Export of traces, switched on at a process's start by CASEBOOK_TRACES_URL."""

from contextlib import AbstractContextManager, nullcontext

from store.process import tracing


def exporting(process: str, url: str) -> AbstractContextManager[None]:
    """Send the spans of this process to a collector during the block. If `url` is empty, make no spans."""
    if not url:
        return nullcontext()
    from store.process.otlp import OtlpTracer  # only tracing needs its packages

    return tracing.using(OtlpTracer(process, url))
