"""The solver room: what passes the seam, and what comes back over it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from itip.entropy.cone import elemental_arrays
from itip.errors import BackendError
from itip.prover import linear, lp
from itip.prover.effort import Effort
from itip.prover.exact import Generators
from itip.prover.farkas import Vector
from itip.prover.lp import Claim, LinearProgram, Method
from itip.prover.lp.strategy import separation_program

GENERATORS = linear.generators(elemental_arrays(3), 8, ({7: 1},), ({0: 3, 7: -1},))
PROVABLE: Vector = {0: 1, 1: 1, 2: -1}  # I(1;2)
WITH_GIVEN: Vector = {0: 3, 3: 1, 7: -1}  # h(3) and the given
UNPROVABLE: Vector = {0: -1, 1: -1, 2: 1}


def posed(goal: Vector, generators: Generators = GENERATORS) -> LinearProgram:
    """The program that asks for the goal as a combination."""
    program = linear.combination_program(generators)
    side = np.zeros(generators.height)
    for c, value in goal.items():
        side[c] = value
    return LinearProgram(
        program.starts, program.indices, program.values, side, side, program.lower, program.cost
    )


def matrix(program: LinearProgram) -> np.ndarray:
    """The matrix of a program, dense."""
    dense = np.zeros((len(program.row_lower), len(program.cost)))
    for c in range(len(program.cost)):
        span = slice(program.starts[c], program.starts[c + 1])
        dense[program.indices[span], c] = program.values[span]
    return dense


def test_combination_program() -> None:
    """Its columns are the generators, each over its largest coefficient, then the excess."""
    program, count = posed(PROVABLE), GENERATORS.count
    dense = matrix(program)
    for r in range(count):
        column = np.zeros(8)
        for c, value in GENERATORS.vector(r).items():
            column[c] = value / GENERATORS.size(r)
        assert dense[:, r].tolist() == column.tolist()
    other_side = np.zeros((8, 1))
    other_side[7] = 1
    assert dense[:, count:].tolist() == np.hstack([-np.eye(8), other_side]).tolist()
    assert program.lower.tolist() == [0.0] * (count - 1) + [-np.inf] + [0.0] * 9


def test_costs() -> None:
    """A weight costs far less than an excess, less for late coordinates, nothing if free."""
    cost, count = posed(PROVABLE).cost, GENERATORS.count
    assert cost[count:].tolist() == [1.0] * 9
    assert cost[count - 1] == 0
    assert 0 < cost[: count - 1].min() < cost[: count - 1].max() < 0.01
    assert cost[0] < cost[3]  # H(1|2,3) and I(1;2)


def test_separation_program() -> None:
    """It is the other of Farkas' programs: the transposed matrix, with the goal as a last row."""
    program = posed(UNPROVABLE)
    other = separation_program(program, GENERATORS.count)
    dense = matrix(other)
    assert dense[:-1].tolist() == matrix(program).T[: GENERATORS.count].tolist()
    assert dense[-1].tolist() == program.row_lower.tolist()
    assert other.row_lower.tolist() == [0.0] * (len(dense) - 1) + [-1.0]
    assert other.row_upper.tolist() == [np.inf] * (len(dense) - 2) + [0.0, -1.0]
    assert np.isinf(other.lower).all()


@pytest.mark.parametrize("name", ["highs", "cbc"])
@pytest.mark.parametrize("goal", [PROVABLE, WITH_GIVEN], ids=["measure", "given"])
def test_feasible(name: str, goal: Vector) -> None:
    """Of a program that has a solution, the values claimed satisfy it, nearly."""
    program = posed(goal)
    claim = lp.backend(name).solve(program, Effort())
    assert claim.status == "feasible"
    assert claim.values is not None
    assert np.allclose(matrix(program) @ claim.values, program.row_lower, atol=1e-6)
    assert (claim.values >= program.lower - 1e-6).all()


@pytest.mark.parametrize("name", ["highs", "cbc"])
def test_excess(name: str) -> None:
    """Where there is no combination an excess is claimed; duals or a second program show it."""
    program, backend, count = posed(UNPROVABLE), lp.backend(name), GENERATORS.count
    claim = backend.solve(program, Effort())
    assert claim.values is not None
    assert claim.values[count:].max() > 0.1
    point = None if claim.duals is None else -claim.duals
    if point is None:
        point = backend.solve(separation_program(program, count), Effort()).values
    assert point is not None
    products = point @ matrix(program)[:, :count]
    assert (products[:-1] >= -1e-3).all()
    assert abs(products[-1]) <= 1e-6
    assert point @ program.row_lower < 0


@pytest.mark.parametrize("method", ["simplex", "interior"])
def test_infeasible(method: Method) -> None:
    """Of a program that has no solution a ray is claimed that shows it."""
    program = posed(UNPROVABLE)
    count = GENERATORS.count
    ends = program.starts[: count + 1]
    bare = replace(
        program, starts=ends, indices=program.indices[: ends[-1]],
        values=program.values[: ends[-1]], lower=program.lower[:count], cost=program.cost[:count],
    )  # fmt: skip
    claim = lp.backend("highs").solve(bare, Effort(), method)
    assert claim.status == "infeasible"
    assert claim.values is None
    assert claim.ray is not None
    assert (claim.ray @ matrix(bare) <= 1e-6).all()
    assert claim.ray @ bare.row_lower > 0


@pytest.mark.parametrize("method", ["simplex", "interior"])
def test_basis(method: Method) -> None:
    """What is claimed to be basic is as many as there are rows, and a start that is accepted."""
    program, backend = posed(PROVABLE), lp.backend("highs")
    claim = backend.solve(program, Effort(), method)
    assert len(claim.basis) == len(program.row_lower)
    again = backend.solve(program, Effort(), "simplex", claim.basis)
    assert set(again.basis) == set(claim.basis)


def test_believable() -> None:
    """Numbers that are none, or beyond what can be computed, are not passed on."""
    wild = Claim("feasible", np.array([np.nan]), np.array([np.inf]), np.array([1e31]), (0,))
    assert wild.believable() == Claim("feasible", basis=(0,))
    tame = Claim("feasible", np.array([1.0]))
    assert tame.believable().values is tame.values


def test_one_backend_many_programs(capfd: pytest.CaptureFixture[str]) -> None:
    """HiGHS answers program after program, starting warm or not, and prints nothing at all."""
    backend = lp.backend("highs")
    for goal in (PROVABLE, UNPROVABLE, WITH_GIVEN, UNPROVABLE, PROVABLE):
        first = backend.solve(posed(goal), Effort())
        again = backend.solve(posed(goal), Effort(), "simplex", first.basis)
        for claim in (first, again):
            assert claim.values is not None
            excess = claim.values[GENERATORS.count :].max()
            assert (excess > 0.1) == (goal is UNPROVABLE)
    assert capfd.readouterr() == ("", "")


def test_solvers() -> None:
    """The list knows HiGHS, CBC and others by short names, and which are usable."""
    solvers = lp.solvers()
    assert solvers["highs"]
    assert solvers["cbc"]
    assert {"glpk", "scip", "gurobi", "cplex", "xpress"} <= solvers.keys()
    assert all(name == name.lower() and "_" not in name for name in solvers)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("nonesuch", "'nonesuch' is not a solver that itip knows"),
        ("HIGHS", "'HIGHS' is not a solver that itip knows"),
        ("", "'' is not a solver that itip knows"),
        ("xpress", "'xpress' is not installed here"),
    ],
)
def test_missing(name: str, reason: str) -> None:
    """A solver that is missing is an error that says why, and lists what there is."""
    with pytest.raises(BackendError, match=f"{reason}; usable are: exact, highs, .*cbc"):
        lp.backend(name)
