"""Logs and metrics. Neither ever holds a name, a user name, an address or a token."""

from __future__ import annotations

import logging
import os
import time

import structlog
from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from structlog.tracebacks import ExceptionDictTransformer

SLOW_SECONDS = 1.0

REQUESTS = Counter("first_lesson_requests_total", "Requests answered", ["endpoint", "method", "status"])
SECONDS = Histogram(
    "first_lesson_request_seconds",
    "Time to answer",
    ["endpoint"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)

log = structlog.get_logger()


def configure_logging() -> None:
    """One JSON object a line on standard output."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )


def metrics_text() -> bytes:
    """All metrics of all workers in Prometheus' text form."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest()
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)


def note_broken(error: BaseException) -> None:
    """Log what nobody expected: where it happened, but neither its text nor any value, which may quote a person."""
    bare = type("Hidden" + type(error).__name__, (Exception,), {})().with_traceback(error.__traceback__)
    log.error("unexpected", endpoint=request.endpoint, kind=type(error).__name__, exc_info=bare)


def install(app: Flask) -> None:
    """Measure every request; log the slow and the failed ones by endpoint, never by address or person."""
    configure_logging()

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def measure(response: Response) -> Response:
        seconds = time.perf_counter() - g.get("started", time.perf_counter())
        endpoint = request.endpoint or "none"
        REQUESTS.labels(endpoint, request.method, str(response.status_code)).inc()
        SECONDS.labels(endpoint).observe(seconds)
        if seconds > SLOW_SECONDS or response.status_code >= 500:
            log.warning("request", endpoint=endpoint, status=response.status_code, ms=round(seconds * 1000))
        return response
