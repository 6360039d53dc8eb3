"""The solver room: what passes the seam, and what comes back over it."""

from __future__ import annotations

import numpy as np
import pytest

from itip.entropy.cone import elemental_arrays
from itip.errors import BackendError
from itip.prover import linear, lp
from itip.prover.exact import Generators
from itip.prover.farkas import Vector
from itip.prover.lp import LinearProgram

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
    """Its columns are the generators, each over its largest coefficient; free ones unbounded."""
    program = posed(PROVABLE)
    dense = matrix(program)
    count = dense.shape[1]
    for r in range(count):
        column = np.zeros(8)
        for c, value in GENERATORS.vector(r).items():
            column[c] = value / GENERATORS.size(r)
        assert dense[:, r].tolist() == column.tolist()
    assert program.lower.tolist() == [0.0] * (count - 1) + [-np.inf]
    assert program.cost.tolist() == [1.0] * (count - 1) + [0.0]


def test_separation_program() -> None:
    """It is the other of Farkas' programs: the transposed matrix, with the goal as a last row."""
    program = posed(UNPROVABLE)
    other = linear.separation_program(program)
    dense = matrix(other)
    assert dense[:-1].tolist() == matrix(program).T.tolist()
    assert dense[-1].tolist() == program.row_lower.tolist()
    assert other.row_lower.tolist() == [0.0] * (len(dense) - 1) + [-1.0]
    assert other.row_upper.tolist() == [np.inf] * (len(dense) - 2) + [0.0, -1.0]
    assert np.isinf(other.lower).all()


@pytest.mark.parametrize("name", ["highs", "cbc"])
@pytest.mark.parametrize("goal", [PROVABLE, WITH_GIVEN], ids=["measure", "given"])
def test_feasible(name: str, goal: Vector) -> None:
    """Of a program that has a solution, the values claimed satisfy it, nearly."""
    program = posed(goal)
    claim = lp.backend(name).solve(program, None)
    assert claim.status == "feasible"
    assert claim.values is not None
    assert np.allclose(matrix(program) @ claim.values, program.row_lower, atol=1e-6)
    assert (claim.values >= program.lower - 1e-6).all()


@pytest.mark.parametrize("name", ["highs", "cbc"])
def test_infeasible(name: str) -> None:
    """Of one that has none, a ray shows it, or none is claimed and the other program has one."""
    program, backend = posed(UNPROVABLE), lp.backend(name)
    claim = backend.solve(program, None)
    assert claim.status == "infeasible"
    assert claim.values is None
    point = None if claim.ray is None else -claim.ray
    if point is None:
        point = backend.solve(linear.separation_program(program), None).values
    assert point is not None
    products = point @ matrix(program)
    assert (products[:-1] >= -1e-6).all()
    assert abs(products[-1]) <= 1e-6
    assert point @ program.row_lower < 0


def test_one_backend_many_programs(capfd: pytest.CaptureFixture[str]) -> None:
    """HiGHS answers program after program, starting warm or not, and prints nothing at all."""
    backend = lp.backend("highs")
    program = linear.combination_program(GENERATORS)
    for goal in (PROVABLE, UNPROVABLE, WITH_GIVEN, UNPROVABLE, PROVABLE):
        asked = posed(goal)
        warm = LinearProgram(
            program.starts, program.indices, program.values,
            asked.row_lower, asked.row_upper, program.lower, program.cost,
        )  # fmt: skip
        expected = "infeasible" if goal is UNPROVABLE else "feasible"
        assert backend.solve(warm, 60).status == expected
        assert backend.solve(asked, None).status == expected
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
