"""Distributions as products of conditional ones, along directed acyclic graphs of the variables.

Row r of a factor is a distribution over its cells; outcome a is of weight the product over the
factors of the probability of its cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from itip.entropy.groundset import Subset
from itip.prover.witness.question import Floats, Integers
from itip.prover.witness.structure import Structure
from itip.prover.witness.supports import Support, labels

Graph = tuple[tuple[Subset, Subset], ...]
"""Groups of variables, each with its parents, which stand in groups before it."""


@dataclass(frozen=True, slots=True)
class Product:
    """The factors of a graph on a support, their rows and cells numbered in one.

    cells[f, a] is the cell of outcome a in factor f, rows[c] the row that cell c is in.
    """

    support: Support
    cells: Integers
    rows: Integers

    @classmethod
    def of(cls, support: Support, graph: Graph) -> Product:
        """The product along a graph, over the outcomes of a support."""
        cells: list[Integers] = []
        rows: list[Integers] = []
        count = first = 0
        for group, parents in graph:
            cell, row = labels(support.values, group | parents), labels(support.values, parents)
            inside = np.zeros(1 + int(cell.max()), dtype=np.int64)
            inside[cell] = row
            cells.append(cell + count)
            rows.append(inside + first)
            count, first = count + len(inside), first + 1 + int(row.max())
        return cls(support, np.array(cells), np.concatenate(rows))

    def probabilities(self, parameters: Floats) -> Floats:
        """Of each cell in its row: proportional to exp(parameter)."""
        powers = np.exp(parameters)
        return powers / np.bincount(self.rows, weights=powers)[self.rows]

    def weights(self, parameters: Floats) -> Floats:
        """Of each outcome."""
        result: Floats = self.probabilities(parameters)[self.cells].prod(axis=0)
        return result

    def pulled(self, gradient: Floats, parameters: Floats, weights: Floats) -> Floats:
        """The gradient by the parameters of what has this gradient by the weights."""
        spread = np.broadcast_to(gradient * weights, self.cells.shape).ravel()
        by_cell = np.bincount(self.cells.ravel(), weights=spread, minlength=len(self.rows))
        by_row = np.bincount(self.rows, weights=by_cell)
        result: Floats = by_cell - self.probabilities(parameters) * by_row[self.rows]
        return result

    def rounded(self, parameters: Floats, denominator: int) -> list[Fraction]:
        """Exact weights near those of the parameters; each row is of this denominator."""
        near = self.probabilities(parameters) * denominator
        whole = np.floor(near).astype(np.int64)
        for row in range(1 + int(self.rows.max())):
            cells = np.flatnonzero(self.rows == row)
            missing = denominator - int(whole[cells].sum())
            whole[cells[np.argsort(whole[cells] - near[cells], kind="stable")[:missing]]] += 1
        result = [Fraction(1)] * self.cells.shape[1]
        for factor in self.cells:
            for a, cell in enumerate(factor):
                result[a] *= Fraction(int(whole[cell]), denominator)
        return result


def graphs(n: int, structure: Structure, dice: np.random.Generator) -> Iterator[Graph]:
    """Graphs along which many of the functions and independences hold, the joint one first.

    The order of the variables is random. What is independent of a variable given others, all of
    which come before, is none of its parents; in every other graph all else is none, too.
    """
    if not structure.independences:
        yield (((1 << n) - 1, 0),)
        return
    strict = False
    while True:
        before, graph = 0, []
        for i in dice.permutation(n):
            graph.append((1 << int(i), _parents(1 << int(i), before, structure, strict=strict)))
            before |= 1 << int(i)
        yield tuple(graph)
        strict = not strict


def _parents(variable: Subset, before: Subset, structure: Structure, *, strict: bool) -> Subset:
    parents = before
    for f in structure.functions:
        if f.dependent & variable and f.on & ~before == 0:
            parents &= f.on
    for independence in structure.independences:
        own = [part for part in independence.parts if part & variable]
        others = sum(independence.parts) & before & ~sum(own)
        if own and others and independence.given & ~before == 0:
            parents &= independence.given | own[0] if strict else ~others
    return parents


def variety(graph: Graph, sizes: Sequence[int]) -> int:
    """How many free parameters a product along the graph has, at most."""
    total = 0
    for group, parents in graph:
        inner = outer = 1
        for i, size in enumerate(sizes):
            inner *= size if group >> i & 1 else 1
            outer *= size if parents >> i & 1 else 1
        total += outer * (inner - 1)
    return total
