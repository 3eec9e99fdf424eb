"""A box in the space of inputs in which an outcome is frequent: found on one half of the cases, judged on the other.

Boxes are the nodes of a classification tree (CART: Breiman, Friedman, Olshen, Stone 1984; scikit-learn); coverage, density and
quasi-p are those of scenario discovery (Bryant, Lempert 2010, Technological Forecasting and Social Change 77:34-49; trees
beside PRIM: Lempert, Bryant, Bankes 2008, RAND WR-557). A search over many inputs always finds some box. So what is reported is
measured on cases that the search has not seen, and every edge must earn its place there: its quasi-p is the binomial chance
that the box without that edge would hold as many cases of interest among as many.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenarios.sensitivity.given_data import fit, ranks
from scenarios.verdicts.proportion import Proportion

Numbers = NDArray[np.float64]
Truths = NDArray[np.bool_]
MOST_INPUTS = 12
FEWEST_CASES = 60
"""Cases below which nothing is looked for: half of them must still hold a box."""
FEWEST_INSIDE = 10
SMALLEST = 0.03
DEPTH = 4
"""A box holds at least this share of the cases, and a sentence at most this many conditions."""
EDGE_CLEAR = 0.05
BOX_CLEAR = 0.01
WORTH = 0.01
"""Relative loss of score that dropping an edge may cost on the first half."""
LIFT = 1.2
"""A box must hold the outcome this many times as often as all cases do, or half of what is missing to certainty."""


@dataclass(frozen=True)
class Edge:
    """One edge of a box: input, whether it must be at least or at most the limit, and the quasi-p of the edge."""

    name: str
    at_least: bool
    limit: float
    quasi_p: float = 0.0


@dataclass(frozen=True)
class Box:
    """A box, with coverage (share of the outcome's cases inside) and density (share of the cases inside that have it).

    Both are measured on the half of the cases that the search has not seen; `base` is the share among all cases there.
    """

    edges: tuple[Edge, ...]
    coverage: Proportion
    density: Proportion
    base: Proportion
    quasi_p: float


def discover_box(inputs: Numbers, names: Sequence[str], interest: Truths, seed: int = 1) -> Box | None:
    """Find the box in which cases of interest are frequent; None where no condition stands the test.

    `inputs` is float64[cases, names], `interest` bool[cases]. A fixed input is never an edge.
    """
    cases = len(interest)
    if cases < FEWEST_CASES:
        return None
    order = np.random.Generator(np.random.PCG64(seed)).permutation(cases)
    first, second = order[: cases // 2], order[cases // 2 :]
    if (
        min(int(interest[half].sum()) for half in (first, second)) < 5
        or interest[first].all()
        or interest[second].all()
    ):
        return None
    chosen = _screened(inputs[first], interest[first])
    if len(chosen) == 0:
        return None
    edges = _grown(inputs[first][:, chosen], [names[place] for place in chosen.tolist()], interest[first])
    columns = {name: inputs[:, place] for place, name in enumerate(names)}
    edges = _simplified(edges, columns, interest, first)
    edges = _tested(edges, columns, interest, second)
    if not edges:
        return None
    inside = _inside(edges, columns, second)
    within, whole = Proportion.of(interest[second][inside]), Proportion.of(interest[second])
    chance = _tail(within.successes, within.total, whole.probability)
    enough = min(LIFT * whole.probability, (1 + whole.probability) / 2)
    if chance > BOX_CLEAR or within.probability < enough:
        return None
    return Box(tuple(edges), Proportion.of(inside[interest[second]]), within, whole, chance)


def _screened(inputs: Numbers, interest: Truths) -> NDArray[np.int64]:
    """Pick the inputs that the outcome follows most, so that the search is not lost among many that do nothing."""
    found = fit(interest.astype(np.float64), ranks(inputs))
    order = np.argsort(-found.explained, kind="stable")[:MOST_INPUTS]
    return np.asarray(order[found.explained[order] > 0], dtype=np.int64)


def _grown(inputs: Numbers, names: list[str], interest: Truths) -> list[Edge]:
    """Grow a tree and take the node, inner ones too, that joins coverage and density best (their harmonic mean)."""
    from sklearn.tree import DecisionTreeClassifier

    least = max(FEWEST_INSIDE, round(SMALLEST * len(interest)))
    tree = DecisionTreeClassifier(max_depth=DEPTH, min_samples_leaf=least, random_state=0).fit(inputs, interest).tree_
    held = int(interest.sum())
    best, edges = -1.0, list[Edge]()
    nodes: list[tuple[int, list[Edge], Truths]] = [(0, [], np.ones(len(interest), dtype=np.bool_))]
    while nodes:
        node, path, inside = nodes.pop()
        inner = int((interest & inside).sum())
        score = _score(inner / held, inner / max(1, int(inside.sum())))
        if score > best:
            best, edges = score, path
        if tree.children_left[node] < 0:
            continue
        place, limit = int(tree.feature[node]), float(tree.threshold[node])
        for child, at_least in ((tree.children_left[node], False), (tree.children_right[node], True)):
            side = inputs[:, place] > limit if at_least else inputs[:, place] <= limit
            kept = [edge for edge in path if (edge.name, edge.at_least) != (names[place], at_least)]
            nodes.append((int(child), [*kept, Edge(names[place], at_least, limit)], inside & side))
    return edges


def _score(coverage: float, density: float) -> float:
    return 2 * coverage * density / (coverage + density) if coverage + density > 0 else 0.0


def _inside(edges: Sequence[Edge], columns: dict[str, Numbers], rows: NDArray[np.int64]) -> Truths:
    found = np.ones(len(rows), dtype=np.bool_)
    for edge in edges:
        column = columns[edge.name][rows]
        found &= column >= edge.limit if edge.at_least else column <= edge.limit
    return found


def _simplified(
    edges: list[Edge], columns: dict[str, Numbers], interest: Truths, rows: NDArray[np.int64]
) -> list[Edge]:
    """Drop edges that hardly matter on the half they were found on."""

    def score(kept: Sequence[Edge]) -> float:
        inside, truth = _inside(kept, columns, rows), interest[rows]
        held = int((inside & truth).sum())
        return _score(held / max(1, int(truth.sum())), held / max(1, int(inside.sum())))

    while edges:
        now = score(edges)
        without = [score([*edges[:place], *edges[place + 1 :]]) for place in range(len(edges))]
        best = int(np.argmax(without))
        if without[best] < now * (1 - WORTH):
            break
        edges = [*edges[:best], *edges[best + 1 :]]
    return edges


def _tested(edges: list[Edge], columns: dict[str, Numbers], interest: Truths, rows: NDArray[np.int64]) -> list[Edge]:
    """Drop, the weakest first, edges that the other half does not confirm; give the rest with their quasi-p."""
    truth = interest[rows]
    while edges:
        inside = _inside(edges, columns, rows)
        tails = []
        for place in range(len(edges)):
            wider = _inside([*edges[:place], *edges[place + 1 :]], columns, rows)
            tails.append(
                _tail(int(truth[inside].sum()), int(inside.sum()), float(truth[wider].mean()) if wider.any() else 1.0)
            )
        worst = int(np.argmax(tails))
        if tails[worst] <= EDGE_CLEAR and int(inside.sum()) >= FEWEST_INSIDE:
            return [Edge(edge.name, edge.at_least, edge.limit, tail) for edge, tail in zip(edges, tails, strict=True)]
        edges = [*edges[:worst], *edges[worst + 1 :]]
    return []


def _tail(successes: int, total: int, share: float) -> float:
    """Give the binomial chance of at least this many successes."""
    from scipy.stats import binom

    return float(binom.sf(successes - 1, total, share)) if total else 1.0
