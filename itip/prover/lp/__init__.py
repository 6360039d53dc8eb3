"""The solver room: linear programs in floating point. Whatever comes back is only a claim."""

from __future__ import annotations

from itip.errors import BackendError
from itip.prover.lp.program import Backend, Claim, LinearProgram, Method

__all__ = ["Backend", "Claim", "LinearProgram", "Method", "backend", "solvers"]


def backend(name: str) -> Backend:
    """The backend called `highs`, or any that PuLP can drive (`cbc`, `glpk`, `scip`, ...).

    Raises BackendError when there is none of that name, or when it is not installed.
    """
    if name == "highs":
        from itip.prover.lp.highs import Highs  # noqa: PLC0415  costs 0.1 s to import

        return Highs()
    from itip.prover.lp import pulp  # noqa: PLC0415  costs 0.1 s to import

    known = pulp.solvers()
    if known.get(name):
        return pulp.Pulp(name)
    usable = ", ".join(["highs", *(n for n, usable in known.items() if usable)])
    reason = "is not installed here" if name in known else "is not a solver that itip knows"
    raise BackendError(f"{name!r} {reason}; usable are: exact, {usable}")


def solvers() -> dict[str, bool]:
    """Every solver by name, and whether it is usable on this machine."""
    from itip.prover.lp import pulp  # noqa: PLC0415  costs 0.1 s to import

    return {"highs": True} | pulp.solvers()
