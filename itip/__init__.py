"""A prover of information inequalities: a solver proposes, exact arithmetic decides.

    >>> import itip
    >>> outcome = itip.prove("I(X;Z) <= I(X;Y) given X -> Y -> Z")
    >>> outcome.verdict
    'shannon'

Entropies are in bits. Sets of joint entropies have 2^n coordinates in bitmask order: bit i of the
index stands for the i-th variable of `problem.ground.names`.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from itip.batch import check
    from itip.batch.outcome import Outcome
    from itip.entropy.cone import Information, Polymatroid, SymmetricPolymatroid
    from itip.entropy.distribution import Distribution
    from itip.entropy.expression import Constraint, Expression, Problem
    from itip.entropy.groundset import GroundSet
    from itip.entropy.translate import translate
    from itip.errors import BackendError, ItipError, LimitReached, ParseError
    from itip.evidence import Contradiction, Counterexample, Proof, Witness
    from itip.kernel import Rejected
    from itip.language import parse, show
    from itip.prover import prove, shorten, tried
    from itip.verdict import Disproved, NotProvable, Proved, Unknown, Verdict
    from itip.verification import Verified, verify

__version__ = "0.1.0"

_ROOMS = {
    "BackendError": "errors",
    "Constraint": "entropy.expression",
    "Contradiction": "evidence",
    "Counterexample": "evidence",
    "Disproved": "verdict",
    "Distribution": "entropy.distribution",
    "Expression": "entropy.expression",
    "GroundSet": "entropy.groundset",
    "Information": "entropy.cone",
    "ItipError": "errors",
    "LimitReached": "errors",
    "NotProvable": "verdict",
    "Outcome": "batch.outcome",
    "ParseError": "errors",
    "Polymatroid": "entropy.cone",
    "Problem": "entropy.expression",
    "Proof": "evidence",
    "Proved": "verdict",
    "Rejected": "kernel",
    "SymmetricPolymatroid": "entropy.cone",
    "Unknown": "verdict",
    "Verdict": "verdict",
    "Verified": "verification",
    "Witness": "evidence",
    "check": "batch",
    "parse": "language",
    "prove": "prover",
    "shorten": "prover",
    "show": "language",
    "translate": "entropy.translate",
    "tried": "prover",
    "verify": "verification",
}

__all__ = [
    "BackendError",
    "Constraint",
    "Contradiction",
    "Counterexample",
    "Disproved",
    "Distribution",
    "Expression",
    "GroundSet",
    "Information",
    "ItipError",
    "LimitReached",
    "NotProvable",
    "Outcome",
    "ParseError",
    "Polymatroid",
    "Problem",
    "Proof",
    "Proved",
    "Rejected",
    "SymmetricPolymatroid",
    "Unknown",
    "Verdict",
    "Verified",
    "Witness",
    "check",
    "parse",
    "prove",
    "shorten",
    "show",
    "translate",
    "tried",
    "verify",
]


def __getattr__(name: str) -> object:
    """A name of the interface, imported when it is first used: importing itip costs nothing."""
    if name not in _ROOMS:
        raise AttributeError(f"module 'itip' has no attribute {name!r}")
    value: object = getattr(import_module(f"itip.{_ROOMS[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
