from __future__ import annotations

from fractions import Fraction
from itertools import islice, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itip.entropy.distribution import Distribution
from itip.entropy.translate import translate
from itip.language import parse
from itip.prover.effort import Effort
from itip.prover.witness.descent import Descent, Free
from itip.prover.witness.equations import equations
from itip.prover.witness.products import Product, graphs
from itip.prover.witness.question import Question
from itip.prover.witness.rational import solutions
from itip.prover.witness.scalars import valued
from itip.prover.witness.structure import Alike, Function, Independence, Structure, form_of
from itip.prover.witness.supports import Support, consistent

LAW = settings(deadline=None, derandomize=True, max_examples=30)
SEEDS = st.integers(0, 1000)


def question(claim: str, *givens: str) -> Question:
    """Whether random variables satisfy the givens and violate the claim."""
    return Question.of(translate(parse(claim, given=givens)))


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("X -> Y -> Z", Independence((1, 4), 2)),
        ("indep(X, Y, Z)", Independence((1, 2, 4), 0)),
        ("2 I(X;Y) = 0", Independence((1, 2), 0)),
        ("I(X;Y|Z) <= 0", Independence((1, 2), 4)),
        ("H(X|Y,Z) = 0", Function(1, 6)),
        ("H(X|Y) <= 0", Function(1, 2)),
        ("H(X) = 0", Function(1, 0)),
        ("H(X) = H(Y)", Alike(((1, 2),))),
        ("H(X|Y) = H(Y|Z)", Alike(((4, 2), (3, 6)))),
    ],
)
def test_form(text: str, form: object) -> None:
    """These givens have a form; subsets are numbered by the first appearance of the names."""
    (given,) = translate(parse(text)).goals
    assert form_of(given) == form


@pytest.mark.parametrize(
    "text",
    ["I(X;Y) >= 0", "2 H(X) = 3 H(Y)", "I(X;Y;Z) = 0", "H(X) = 1", "H(X) = R", "I(X;Y) = H(Y|Z)"],
)
def test_no_form(text: str) -> None:
    """These have none."""
    assert form_of(translate(parse(text)).goals[0]) is None


@given(SEEDS)
@LAW
def test_entropies(seed: int) -> None:
    """The entropies of weights, and their gradients, are those of the distribution."""
    dice = np.random.default_rng(seed)
    asked = question("H(X,Y) + H(Z|X) >= I(Y;Z)")
    support = Support.of(asked.subsets, consistent((2, 3, 2), (), 7, dice))
    weights = [Fraction(int(k), 40) for k in dice.integers(1, 9, size=7)]
    exact = support.distribution(asked.problem.ground, weights)
    near = np.array([float(w / sum(weights)) for w in weights])
    h, slopes = support.entropies(near)
    for value, subset in zip(h, asked.subsets, strict=True):
        assert abs(value - float(exact.entropy(subset).rounded(9))) < 1e-8
    step = dice.normal(size=7) * 1e-6
    assert np.allclose(support.entropies(near + step)[0] - h, slopes @ step, atol=1e-9)


@given(SEEDS)
@LAW
def test_functions(seed: int) -> None:
    """On the outcomes that are taken, functions are functions, also those in a circle."""
    dice = np.random.default_rng(seed)
    functions = (Function(4, 3), Function(1, 6))
    values = consistent((3, 2, 3), functions, 256, dice)
    for on, dependent in (([0, 1], [2]), ([1, 2], [0])):
        pairs = {(tuple(v[on]), tuple(v[dependent])) for v in values.T}
        assert len({x for x, _ in pairs}) == len(pairs)


@given(SEEDS)
@LAW
def test_products(seed: int) -> None:
    """Along a graph of a Markov chain, every product with rounded factors is one, exactly."""
    dice = np.random.default_rng(seed)
    asked = question("I(X;Z) >= I(Y;W)", "X -> Y -> Z -> W")
    structure = Structure.of(asked)
    support = Support.of(asked.subsets, consistent((2, 3, 2, 2), (), 256, dice))
    kept = 0
    for graph in islice(graphs(4, structure, dice), 12):
        model = Product.of(support, graph)
        parameters = dice.normal(size=len(model.rows))
        near = model.weights(parameters)
        if not np.allclose(asked.rows[1:] @ support.entropies(near)[0], 0):
            continue
        kept += 1
        exact = support.distribution(asked.problem.ground, model.rounded(parameters, 7))
        assert all(exact.satisfies(given) for given in asked.problem.givens)
    assert kept


@given(SEEDS)
@LAW
def test_gradients(seed: int) -> None:
    """The gradients that a descent goes by are those of the goal and of the inequalities."""
    dice = np.random.default_rng(seed)
    asked = question("I(X;Y) <= R", "R >= H(X|Y)", "H(Y) <= 2 R")
    support = Support.of(asked.subsets, consistent((2, 3), (), 6, dice))
    model = Product.of(support, ((1, 0), (2, 1)))
    loose = Structure.of(asked).loose
    assert list(loose) == [False, True, True]
    descent = Descent(asked, model, loose, None, Effort())
    x, step = dice.normal(size=len(model.rows) + 1), dice.normal(size=len(model.rows) + 1) * 1e-6
    for of in (descent.goal, descent.slack):
        (value, slope), (other, _) = of(x), of(x + step)
        assert np.allclose(np.subtract(other, value), slope @ step, atol=1e-9)
    free = Descent(asked, Free(support), loose, None, Effort())
    assert free.goal(np.append(model.weights(x[:-1]), x[-1]))[0] == pytest.approx(
        descent.goal(x)[0]
    )


@given(SEEDS)
@LAW
def test_equations(seed: int) -> None:
    """Weights solve the equations if they keep the givens, and else not."""
    dice = np.random.default_rng(seed)
    asked = question("H(X) <= 0", "I(X;Y|Z) = 0", "H(X) = H(Y)")
    support = Support.of(asked.subsets, consistent((2, 2, 2), (), 8, dice))
    wanted = equations(support, Structure.of(asked))
    names = asked.problem.ground.names
    x, y, z = (support.values[names.index(name)] for name in "XYZ")
    single, mix = dice.dirichlet(np.ones(2), size=2), dice.dirichlet(np.ones(2))
    weights = mix[z] * single[z, x] * single[z, y]
    assert np.allclose(wanted.values(weights), 0)
    other = dice.dirichlet(np.ones(8))
    assert np.abs(wanted.values(other)).max() > 1e-9
    step = dice.normal(size=8) * 1e-6
    change = wanted.values(other + step) - wanted.values(other)
    assert np.allclose(change, wanted.jacobian(other) @ step, atol=1e-9)


def test_solutions() -> None:
    """Near a solution by floats there are exact ones, of small denominators first."""
    dice = np.random.default_rng(0)
    asked = question("I(A;B) <= 0", "I(A;B|C) = 0", "I(A;B|D) = 0", "I(C;D) = 0")
    outcomes = [(0, 0, c, d) for c, d in product((0, 1), repeat=2)]
    values = np.array([(int(c and d), int(c or d), c, d) for *_, c, d in outcomes]).T
    support = Support.of(asked.subsets, values)
    wanted = equations(support, Structure.of(asked))
    near = np.array([0.4 * 0.7, 0.4 * 0.3, 0.6 * 0.7, 0.6 * 0.3])
    found = list(islice(solutions(wanted.polynomials, near, dice, Effort()), 8))
    assert found
    for weights in found:
        assert min(weights) >= 0
        exact = support.distribution(asked.problem.ground, weights)
        assert isinstance(exact, Distribution)
        assert all(exact.satisfies(given) for given in asked.problem.givens)


def test_scalars() -> None:
    """Scalars are chosen well inside of what the inequalities leave, simple ones first."""
    asked = question("R >= H(X)", "R >= H(X) - 1", "R <= 0.7")
    h = np.array([1.0])
    assert next(valued(asked, asked.rows @ h + asked.constants)) in {
        (Fraction(0),),
        (Fraction(1, 2),),
    }
    assert not list(valued(asked, asked.rows @ np.array([1.8]) + asked.constants))
