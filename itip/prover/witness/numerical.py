"""Random variables over small alphabets by descent, with the givens kept by their form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import count, islice
from math import prod

import numpy as np

from itip.prover.effort import Effort
from itip.prover.witness.descent import Descent, Free
from itip.prover.witness.equations import Equations, Polynomial, equations
from itip.prover.witness.products import Graph, Product, graphs, variety
from itip.prover.witness.question import Floats, Found, Question
from itip.prover.witness.rational import DENOMINATORS, solutions
from itip.prover.witness.scalars import valued
from itip.prover.witness.structure import Structure
from itip.prover.witness.supports import Support, consistent

_OUTCOMES = 256
_UNKNOWNS = (16, 16, 24, 40)  # outcomes where there are equations
_SIZES = (1, 2, 2, 2, 2, 3, 3, 4)  # of alphabets
_CONCENTRATIONS = (0.2, 0.3, 0.5, 1.0)  # of random weights
_GRAPHS = 100  # that are looked at
_KEPT = 8  # of them
_TURNS = 4  # of which some descents are along graphs
_STEPS = 80  # of a descent with equations
_VIOLATED = -1e-8
_RARE = 1e-4
_ZERO = 1e-9


def search(question: Question, effort: Effort, seed: int = 0) -> Found | None:
    """Random variables over small alphabets that answer the question.

    None at once if an equality has no form that a distribution could keep exactly.
    """
    if not question.subsets:
        return None
    sought = _Search(question, Structure.of(question), np.random.default_rng(seed), effort)
    along = sought.graphs()
    if sought.structure.bare and not along:
        return None
    share = sought.share(along)
    for tried in count():
        effort.left()
        sizes = sought.sizes(small=tried % 3 < 2)
        if along and tried % _TURNS < share:
            graph = along[min(int(sought.dice.exponential()), len(along) - 1)]
            found = sought.by_product(graph, sizes)
        else:
            found = sought.by_equations(sizes)
        if found is not None:
            return found
    return None


@dataclass(frozen=True, slots=True)
class _Search:
    """A question, the form of its givens, and the dice that the search throws."""

    question: Question
    structure: Structure
    dice: np.random.Generator
    effort: Effort

    def sizes(self, *, small: bool) -> list[int]:
        """How many values each variable has: two, or at random; of many, some are constant."""
        n = len(self.question.problem.ground)
        sizes = [2] * n if small else self.dice.choice(_SIZES, size=n).tolist()
        while prod(sizes) > _OUTCOMES:
            sizes[self.dice.integers(n)] = 1
        return sizes

    def support(self, sizes: Sequence[int], most: int) -> Support:
        """Random outcomes on which what is to be a function is one."""
        values = consistent(sizes, self.structure.functions, most, self.dice)
        return Support.of(self.question.subsets, values)

    def graphs(self) -> tuple[Graph, ...]:
        """Graphs along which any product keeps all givens but inequalities; the richest first."""
        sizes = self.sizes(small=True)
        tight = ~self.structure.loose
        tight[0] = False
        found: dict[Graph, None] = {}
        n = len(sizes)
        for graph in islice(graphs(n, self.structure, self.dice), _GRAPHS):
            self.effort.left()
            product = Product.of(self.support(sizes, _OUTCOMES), graph)
            weights = product.weights(self.dice.normal(size=len(product.rows)))
            rows = self.question.rows[tight] @ product.support.entropies(weights)[0]
            if abs(weights.sum() - 1) < _ZERO and np.abs(rows).max(initial=0) < _ZERO:
                found[tuple(sorted(graph))] = None
        return tuple(sorted(found, key=lambda graph: -variety(graph, sizes)))[:_KEPT]

    def share(self, along: Sequence[Graph]) -> int:
        """How many descents of _TURNS are along graphs: most, if they leave enough freedom.

        The weights that solve the equations may be of several kinds, only one of them products.
        """
        if self.structure.bare or not (self.structure.independences or self.structure.alike):
            return _TURNS
        sizes = self.sizes(small=True)
        support = self.support(sizes, _OUTCOMES)
        free = support.values.shape[1] - 1 - len(equations(support, self.structure).polynomials)
        return _TURNS - 1 if along and variety(along[0], sizes) >= free else 1

    def by_product(self, graph: Graph, sizes: Sequence[int]) -> Found | None:
        """A descent along a graph; where it is the joint one, also on few outcomes."""
        few = len(graph) == 1 and self.dice.random() < 0.4
        support = self.support(sizes, int(self.dice.integers(3, 24)) if few else _OUTCOMES)
        product = Product.of(support, graph)
        start = self.dice.normal(size=len(product.rows)) * self.dice.choice([1.0, 3.0])
        descent = Descent(self.question, product, self.structure.loose, None, self.effort)
        x = descent.minimised(self._with_scalars(start))
        if not _good(descent, x):
            return None
        parameters = x[: len(start)]
        return self._first(support, (product.rounded(parameters, d) for d in DENOMINATORS))

    def by_equations(self, sizes: Sequence[int]) -> Found | None:
        """A descent over all weights that solve the equations of the givens."""
        support = self.support(sizes, int(self.dice.choice(_UNKNOWNS)))
        size = support.values.shape[1]
        total: Polynomial = {(k,): 1 for k in range(size)}
        total[()] = -1  # the weights sum to 1
        wanted = Equations.of((*equations(support, self.structure).polynomials, total), size)
        if len(wanted.polynomials) >= size:
            return None  # nothing is left to vary, and with more of them SLSQP may crash
        descent = Descent(self.question, Free(support), self.structure.loose, wanted, self.effort)
        start = self.dice.dirichlet(np.full(size, self.dice.choice(_CONCENTRATIONS)))
        x = descent.minimised(self._with_scalars(start), _STEPS)
        weights = x[:size]
        if not _good(descent, x) or np.abs(wanted.values(weights)).max() > _ZERO * 100:
            return None
        support, fewer, weights = self._positive(support, weights)
        every = solutions(fewer.polynomials, weights, self.dice, self.effort)
        return self._first(support, every)

    def _with_scalars(self, start: Floats) -> Floats:
        return np.append(start, self.dice.normal(size=len(self.question.problem.scalars)))

    def _positive(self, support: Support, weights: Floats) -> tuple[Support, Equations, Floats]:
        """The outcomes that are not too rare, the equations of their weights, and a solution."""
        while True:
            kept = weights > _RARE
            support = support.kept(kept)
            fewer = equations(support, self.structure)
            weights = fewer.solved(weights[kept])
            if (weights > _RARE).all() or not (weights > _RARE).any():
                return support, fewer, weights

    def _first(self, support: Support, every: Iterable[list[Fraction]]) -> Found | None:
        """The first of these exact weights that answer the question."""
        for weights in every:
            self.effort.left()
            if not any(weights):
                continue
            near = np.array([float(w / sum(weights)) for w in weights])
            rows = self.question.rows @ support.entropies(near)[0] + self.question.constants
            for scalars in valued(self.question, rows):
                distribution = support.distribution(self.question.problem.ground, weights)
                if self.question.answered(distribution, scalars):
                    return distribution, scalars
        return None


def _good(descent: Descent, x: Floats) -> bool:
    """Whether the descent came to a violation, and kept the inequalities."""
    violated = descent.goal(x)[0] < _VIOLATED
    return violated and bool((descent.slack(x)[0] > -_ZERO * 1000).all())
