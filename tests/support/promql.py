"""Evaluate alert rules on scraped metrics: the part of PromQL that `docker/alerts.yaml` uses.

Prometheus has no Python package, and a rule that parses may still never fire. A missing label is the common reason, so
vectors match here as they do in Prometheus: by all labels except the name.
"""

import operator
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import promql_parser as promql

Labels = frozenset[tuple[str, str]]
Vector = dict[Labels, float]
COMPARED: Final[Mapping[str, Callable[[float, float], bool]]] = {
    ">": operator.gt,
    "<": operator.lt,
    "==": operator.eq,
}
MATCHED: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "MatchOp.Equal": operator.eq,
    "MatchOp.NotEqual": operator.ne,
    "MatchOp.Re": lambda value, pattern: re.fullmatch(pattern, value) is not None,
}


@dataclass(frozen=True)
class Sample:
    name: str
    labels: Mapping[str, str]
    value: float


@dataclass(frozen=True)
class Scraped:
    """Metrics at a time (seconds since 1970), and at the beginning of every range, for `increase`."""

    at: float
    now: Iterable[Sample]
    before: Iterable[Sample] = ()

    def rings(self, expression: str) -> list[dict[str, str]]:
        found = self._value(promql.parse(expression))
        assert isinstance(found, dict), expression
        return [dict(labels) for labels in found]

    def _value(self, node: Any) -> Vector | float:
        match node:
            case promql.NumberLiteral():
                return float(node.val)
            case promql.ParenExpr():
                return self._value(node.expr)
            case promql.VectorSelector():
                return _selected(node, self.now)
            case promql.AggregateExpr():
                return _grouped(node, self._vector(node.expr))
            case promql.Call():
                return self._called(node)
            case promql.BinaryExpr():
                return _joined(str(node.op), self._value(node.lhs), self._value(node.rhs))
        raise NotImplementedError(type(node).__name__)

    def _vector(self, node: Any) -> Vector:
        found = self._value(node)
        assert isinstance(found, dict)
        return found

    def _called(self, node: Any) -> Vector | float:
        name, (*arguments, last) = node.func.name, [*node.args] or [None]
        if name == "time":
            return self.at
        if name in ("increase", "rate"):
            before, now = (_selected(last.vector_selector, of) for of in (self.before, self.now))
            per = last.range.total_seconds() if name == "rate" else 1.0
            return {labels: (value - before.get(labels, value)) / per for labels, value in now.items()}
        inner = self._vector(last)
        if name == "absent":
            return {} if inner else {_asked_for(last): 1.0}
        if name == "abs":
            return {labels: abs(value) for labels, value in inner.items()}
        if name == "histogram_quantile":
            return _quantile(float(arguments[0].val), inner)
        raise NotImplementedError(name)


def _selected(selector: Any, samples: Iterable[Sample]) -> Vector:
    matchers = selector.matchers.matchers
    return {
        frozenset(sample.labels.items()): sample.value
        for sample in samples
        if sample.name == selector.name
        and all(MATCHED[str(one.op)](sample.labels.get(one.name, ""), one.value) for one in matchers)
    }


def _asked_for(node: Any) -> Labels:
    """Return the labels that `absent` gives: those that its selector requires to equal a value."""
    while not isinstance(node, promql.VectorSelector):
        node = node.lhs
    return frozenset((one.name, one.value) for one in node.matchers.matchers if one.op == promql.MatchOp.Equal)


def _grouped(node: Any, vector: Vector) -> Vector:
    assert str(node.op) == "sum", node.op
    by = node.modifier.labels if node.modifier else ()
    found: defaultdict[Labels, float] = defaultdict(float)
    for labels, value in vector.items():
        found[frozenset((name, kept) for name, kept in labels if name in by)] += value
    return dict(found)


def _joined(sign: str, left: Vector | float, right: Vector | float) -> Vector | float:
    if sign == "or":
        assert isinstance(left, dict)
        assert isinstance(right, dict)
        return right | left
    if sign == "-":
        assert isinstance(left, float)
        assert isinstance(right, dict)
        return {labels: left - value for labels, value in right.items()}
    assert isinstance(left, dict)
    assert isinstance(right, float)
    return {labels: value for labels, value in left.items() if COMPARED[sign](value, right)}


def _quantile(wanted: float, buckets: Vector) -> Vector:
    """Return the upper bound of the quantile's bucket. Prometheus would interpolate within the bucket."""
    counts = sorted((float(dict(labels)["le"]), count) for labels, count in buckets.items())
    if not counts or not counts[-1][1]:
        return {}
    return {frozenset(): next(bound for bound, count in counts if count >= wanted * counts[-1][1])}
