"""What givens say of a distribution's form: functions, independences, equal marginals."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import combinations
from operator import and_, or_

import numpy as np

from itip.entropy.expression import Constraint
from itip.entropy.groundset import Subset, by_size
from itip.prover.witness.question import Booleans, Question

Terms = dict[Subset, Fraction]


@dataclass(frozen=True, slots=True)
class Function:
    """H(dependent|on) = 0: the variables in `dependent` are functions of those in `on`."""

    dependent: Subset
    on: Subset


@dataclass(frozen=True, slots=True)
class Independence:
    """The disjoint parts are mutually independent given the variables in `given`."""

    parts: tuple[Subset, ...]
    given: Subset


@dataclass(frozen=True, slots=True)
class Alike:
    """h(S) = h(T) for each pair (S, T), which holds if S and T have the same distribution."""

    pairs: tuple[tuple[Subset, Subset], ...]


@dataclass(frozen=True, slots=True)
class Structure:
    """The givens of a question that have a form, and the rows in which a given has none.

    `loose` are the rows of inequalities, `bare` whether some equality has no form.
    """

    functions: tuple[Function, ...]
    independences: tuple[Independence, ...]
    alike: tuple[Alike, ...]
    loose: Booleans
    bare: bool

    @classmethod
    def of(cls, question: Question) -> Structure:
        """The structure of a question's givens."""
        forms = [form_of(given) for given in question.problem.givens]
        none = np.array([False, *(form is None for form in forms)])
        return cls(
            tuple(form for form in forms if isinstance(form, Function)),
            tuple(form for form in forms if isinstance(form, Independence)),
            tuple(form for form in forms if isinstance(form, Alike)),
            none & ~question.equal,
            bool(np.any(none & question.equal)),
        )


def form_of(given: Constraint) -> Function | Independence | Alike | None:
    """The form that a given states; a given that what is never negative is <= 0 has one, too."""
    expression = given.expression
    if expression.scalars or expression.constant or not expression.entropies:
        return None
    for sign in (-1, 1)[: 1 + (given.sense == "=")]:
        terms = {s: sign * c for s, c in expression.entropies}
        form = _function(terms) or _independence(terms)
        if form is not None:
            return form
    return _alike(dict(expression.entropies)) if given.sense == "=" else None


def _function(terms: Terms) -> Function | None:
    """H(A|C) = h(A,C) - h(C), up to a factor."""
    whole, on = max(terms), min(terms) if len(terms) > 1 else 0
    expected = {whole: terms[whole]} | ({on: -terms[whole]} if on else {})
    if terms == expected and terms[whole] > 0 and on & whole == on:
        return Function(whole & ~on, on)
    return None


def _independence(terms: Terms) -> Independence | None:
    """h(A1,C) + ... + h(Ak,C) - h(A1,...,Ak,C) - (k-1) h(C), up to a factor."""
    positive = [s for s, c in terms.items() if c > 0]
    if len(positive) < 2:
        return None
    unit, given, whole = terms[positive[0]], reduce(and_, positive), reduce(or_, positive)
    expected = dict.fromkeys(positive, unit) | {whole: -unit}
    if given:
        expected[given] = -unit * (len(positive) - 1)
    parts = tuple(s & ~given for s in positive)
    if terms != expected or any(a & b for a, b in combinations(parts, 2)):
        return None
    return Independence(parts, given)


def _alike(terms: Terms) -> Alike | None:
    """Sum of c (h(S) - h(T)) with S as large as T."""
    left = sorted((c, *by_size(s)) for s, c in terms.items() if c > 0)
    right = sorted((-c, *by_size(s)) for s, c in terms.items() if c < 0)
    if [key[:2] for key in left] != [key[:2] for key in right]:
        return None
    return Alike(tuple((a[2], b[2]) for a, b in zip(left, right, strict=True)))
