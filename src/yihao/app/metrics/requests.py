"""What this web process has served. Labels are our own words only: templates of addresses, never an address."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

from yihao.app import live
from yihao.kernel import replica

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_SERVED = Counter("yihao_requests", "Requests answered", ["route", "method", "status"], registry=REGISTRY)
_SECONDS = Histogram(
    "yihao_request_seconds",
    "Time to the answer, in Django, without waiting for a free thread",
    ["route", "method"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=REGISTRY,
)
UNDER_WAY = Gauge("yihao_requests_under_way", "Requests being served or waiting for a thread", registry=REGISTRY)
REGISTRY.register(replica.READS)
Gauge("yihao_streams_open", "Open streams of live updates", registry=REGISTRY).set_function(lambda: len(live.hub.desks))


class Measure:
    """The outermost middleware: counts every answer by the template of its address."""

    def __init__(self, next_: Callable[[HttpRequest], HttpResponse]) -> None:
        self.next = next_

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request."""
        began = time.perf_counter()
        answer = self.next(request)
        route, method = _route(request), request.method if request.method in _METHODS else "other"
        _SERVED.labels(route, method, answer.status_code).inc()
        _SECONDS.labels(route, method).observe(time.perf_counter() - began)
        return answer


def _route(request: HttpRequest) -> str:
    if request.resolver_match is not None:
        return f"/{request.resolver_match.route}"
    return "/static/" if request.path.startswith("/static/") else "none"
