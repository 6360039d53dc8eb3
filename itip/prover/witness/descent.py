"""Weights and scalars that violate the goal most, near random ones, by a solver's word.

x are the parameters of the weights, and then the scalars.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np

from itip.prover.effort import Effort
from itip.prover.witness.equations import Equations
from itip.prover.witness.products import Product
from itip.prover.witness.question import Booleans, Floats, Question
from itip.prover.witness.scalars import SCALAR
from itip.prover.witness.supports import Support

_PARAMETER = 20.0  # the largest, of a product
_MARGIN = 0.1  # of the violation, by which an inequality is to be kept
_SMALLEST = 1e-12
_SMALL = 0.1  # bits


@dataclass(frozen=True, slots=True)
class Free:
    """Weights on a support that are themselves the parameters."""

    support: Support

    def weights(self, parameters: Floats) -> Floats:
        """Of each outcome."""
        return np.maximum(parameters, _SMALLEST)

    def pulled(self, gradient: Floats, _parameters: Floats, _weights: Floats) -> Floats:
        """The gradient by the parameters of what has this gradient by the weights."""
        return gradient


@dataclass(frozen=True, slots=True)
class Descent:
    """The goal's row is to be minimised; the loose rows and the equations are to be kept."""

    question: Question
    model: Product | Free
    loose: Booleans
    equations: Equations | None
    effort: Effort

    def rows(self, x: Floats, which: Booleans) -> tuple[Floats, Floats]:
        """The values of some rows, and their gradients."""
        self.effort.left()
        q, size = self.question, len(x) - len(self.question.problem.scalars)
        parameters, scalars = x[:size], x[size:]
        weights = self.model.weights(parameters)
        h, slopes = self.model.support.entropies(weights)
        values = q.rows[which] @ h + q.scalars[which] @ scalars + q.constants[which]
        by_weights = q.rows[which] @ slopes
        pulled = [self.model.pulled(g, parameters, weights) for g in by_weights]
        return values, np.hstack([np.array(pulled), q.scalars[which]])

    def goal(self, x: Floats) -> tuple[float, Floats]:
        """What is minimised, the goal's row, and its gradient.

        Without equations it is divided by the mean entropy: often it would be least, 0, where all
        variables are constant.
        """
        (value,), (gradient,) = self.rows(x, np.arange(len(self.loose)) == 0)
        if self.equations is not None:
            return float(value), gradient
        size = len(x) - len(self.question.problem.scalars)
        weights = self.model.weights(x[:size])
        h, slopes = self.model.support.entropies(weights)
        mean, slope = _SMALL + h.mean(), self.model.pulled(slopes.mean(axis=0), x[:size], weights)
        gradient[:size] -= value / mean * slope
        return float(value / mean), gradient / mean

    def slack(self, x: Floats) -> tuple[Floats, Floats]:
        """What is to be >= 0: the loose rows, less a part of the violation."""
        which = self.loose.copy()
        which[0] = True
        values, gradients = self.rows(x, which)
        return values[1:] + _MARGIN * values[0], gradients[1:] + _MARGIN * gradients[0]

    def minimised(self, start: Floats, steps: int = 200) -> Floats:
        """The parameters where a descent from these ends."""
        from scipy.optimize import minimize  # noqa: PLC0415  it takes long to import

        scalars = len(self.question.problem.scalars)
        size = len(start) - scalars
        low = (0.0, 1.0) if isinstance(self.model, Free) else (-_PARAMETER, _PARAMETER)
        bounds = [low] * size + [(-SCALAR, SCALAR)] * scalars
        constraints = self._constraints(size)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # of steps that leave the bounds
            result = minimize(
                self.goal, start, jac=True, bounds=bounds, constraints=constraints,
                method="SLSQP" if constraints else "L-BFGS-B",
                options={"maxiter": steps, "ftol": 1e-12},
            )  # fmt: skip
        return np.asarray(result.x, dtype=float)

    def _constraints(self, size: int) -> list[dict[str, object]]:
        result: list[dict[str, object]] = []
        if self.equations is not None:
            kept, scalars = self.equations, len(self.question.problem.scalars)
            none = np.zeros((len(kept.polynomials), scalars))
            result.append({
                "type": "eq",
                "fun": lambda x: kept.values(x[:size]),
                "jac": lambda x: np.hstack([kept.jacobian(x[:size]), none]),
            })  # fmt: skip
        if self.loose.any():
            slack = {"fun": lambda x: self.slack(x)[0], "jac": lambda x: self.slack(x)[1]}
            result.append({"type": "ineq", **slack})
        return result
