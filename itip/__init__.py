"""A prover of information inequalities: a solver proposes, exact arithmetic decides.

    >>> import itip
    >>> outcome = itip.prove("I(X;Z) <= I(X;Y) given X -> Y -> Z")
    >>> outcome.verdict
    'shannon'

Entropies are in bits. Sets of joint entropies have 2^n coordinates in bitmask order: bit i of the
index stands for the i-th variable of `problem.ground.names`.
"""

from itip.entropy.cone import Information, Polymatroid, SymmetricPolymatroid
from itip.entropy.expression import Constraint, Expression, Problem
from itip.entropy.groundset import GroundSet
from itip.entropy.translate import translate
from itip.errors import BackendError, ItipError, LimitReached, ParseError
from itip.evidence import Contradiction, Counterexample, Proof
from itip.kernel import Rejected
from itip.language import parse, show
from itip.prover import prove
from itip.verdict import NotProvable, Proved, Unknown, Verdict
from itip.verification import Verified, verify

__version__ = "0.1.0"

__all__ = [
    "BackendError",
    "Constraint",
    "Contradiction",
    "Counterexample",
    "Expression",
    "GroundSet",
    "Information",
    "ItipError",
    "LimitReached",
    "NotProvable",
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
    "parse",
    "prove",
    "show",
    "translate",
    "verify",
]
