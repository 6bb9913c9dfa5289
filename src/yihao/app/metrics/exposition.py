"""`/metrics` in Prometheus' text, for whoever has the token. Fail closed: without it nobody, wherever they come from."""

import hashlib
import hmac
import logging
from collections.abc import Iterable, Iterator

from django.db import Error
from django.http import HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from yihao.app.metrics.facts import MEANINGS, Fact, all_facts, outside
from yihao.app.metrics.requests import REGISTRY
from yihao.kernel import clock
from yihao.kernel.crypto import keys
from yihao.kernel.problems import Problem

_log = logging.getLogger(__name__)


def token() -> str:
    """What a scraper shows (`Authorization: Bearer …`): made from the installation's keys, so it is the same on all hosts."""
    return hmac.new(keys().secret.encode(), b"yihao metrics", hashlib.sha256).hexdigest()


def metrics(request: HttpRequest) -> HttpResponse:
    """This process and the installation. A lost database is a figure, not a fault. Raises Problem without the token."""
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not hmac.compare_digest(shown.encode(), token().encode()):
        raise Problem(title="需要监控令牌", detail="令牌由 yihao metrics --token 给出。", code="no_token", status=401)
    return HttpResponse(generate_latest(REGISTRY) + installation(), content_type=CONTENT_TYPE_LATEST)


def installation() -> bytes:
    """The figures of the installation alone."""
    registry = CollectorRegistry()
    registry.register(_Installation())
    return generate_latest(registry)


class _Installation(Collector):
    def collect(self) -> Iterator[Metric]:
        yield from families(known())


def known() -> Iterator[Fact]:
    """Every figure that can be had: while the database is away, that it is, and what lies outside it."""
    try:
        facts = list(all_facts())
    except Error as fault:
        _log.warning("metrics without the database", extra={"fault": type(fault).__name__})
        facts = [Fact("yihao_database_up", 0), *outside(clock.now())]
    else:
        facts.append(Fact("yihao_database_up", 1))
    yield from facts


def families(facts: Iterable[Fact]) -> Iterator[Metric]:
    """Facts of one name as one family."""
    found: dict[str, GaugeMetricFamily] = {}
    for fact in facts:
        if fact.name not in found:
            found[fact.name] = GaugeMetricFamily(fact.name, MEANINGS[fact.name], labels=list(fact.labels))
        found[fact.name].add_metric(list(fact.labels.values()), fact.value)
    yield from found.values()
