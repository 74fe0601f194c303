"""Figures as the text that Prometheus reads."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4


@dataclass(frozen=True, slots=True)
class Gauge:
    """A figure as it stands now: one value under "", or one for each value of its label."""

    name: str
    help: str
    values: Mapping[str, float]
    label: str = ""


class _Figures(Collector):
    def __init__(self, gauges: Sequence[Gauge]) -> None:
        self._gauges = gauges

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The figures as families of Prometheus."""
        for gauge in self._gauges:
            labels = [gauge.label] if gauge.label else []
            family = GaugeMetricFamily(gauge.name, gauge.help, labels=labels)
            for labelled, value in gauge.values.items():
                family.add_metric([labelled] if labels else [], value)
            yield family


def exposition(gauges: Sequence[Gauge]) -> bytes:
    """The figures in the text format 0.0.4.

    From a registry of their own: nothing is counted in a process, which others would not know of.
    """
    registry = CollectorRegistry()
    registry.register(_Figures(gauges))
    return generate_latest(registry)
