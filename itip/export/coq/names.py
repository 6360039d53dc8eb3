"""Names as identifiers of Coq: all different, and none that is reserved or cannot be spelled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from itip.entropy.expression import Problem
from itip.entropy.groundset import GroundSet, Subset
from itip.language.ast import Group

_KEYWORDS = """
    Axiom CoFixpoint Definition Export Fixpoint Hypothesis Import Parameter Prop SProp Set
    Theorem Type Variable as at by cofix else end exists exists2 fix for forall fun if in let
    match mod return then using where with
"""
_USED = """
    Adjoining AtLeast AtMost Bit Certificate Co Coinformation Copies CopiesInMean Entropy Equal
    Given Hc Ic Independence Information ItipCheck ItipCopies ItipEntropy ItipWitness Lift N
    None P Problem Q R Relation Scalar Shannon Some Step Swap certificate certificates
    copies_certificate distribution for_polymatroids for_random_variables h joint_entropies
    joint_entropies_polymatroid list nil not not_for_polymatroids not_for_random_variables
    polymatroid positive problem rank reified scalars space statement variable
"""
_TAKEN = frozenset(_KEYWORDS.split() + _USED.split())
_LETTERS = 0x530  # Latin, Greek and Cyrillic letters come before; Coq knows not all that follow


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The variables and scalars of a problem, with an identifier for each."""

    ground: GroundSet
    variables: dict[str, str]
    scalars: dict[str, str]

    @classmethod
    def of(cls, problem: Problem) -> Vocabulary:
        """The identifiers of a problem's names."""
        ground, scalars = problem.ground, problem.scalars
        found = identifiers((*ground.names, *scalars))
        return cls(
            ground,
            dict(zip(ground.names, found, strict=False)),
            dict(zip(scalars, found[len(ground) :], strict=True)),
        )

    @property
    def reals(self) -> str:
        """The binder of the scalars, behind a space: ` (r s : R)`; "" if there are none."""
        return f" ({' '.join(self.scalars.values())} : R)" if self.scalars else ""

    def union(self, group: Group) -> str:
        """A set of variables: `X`, `(X ∪ Y)`; `0` if it is empty."""
        joined = " ∪ ".join(self.variables[name] for name in group)
        return f"({joined})" if len(group) > 1 else joined or "0"

    def subset(self, group: Group) -> Subset:
        """The same set as a number."""
        return self.ground.subset(group)

    def number(self, scalar: str) -> int:
        """The index of a scalar."""
        return list(self.scalars).index(scalar)


def identifiers(names: Iterable[str]) -> tuple[str, ...]:
    """An identifier for each of the names, like it; all are different."""
    used, result = set(_TAKEN), list[str]()
    for name in names:
        identifier = _spelled(name)
        while identifier in used:
            identifier += "_"
        used.add(identifier)
        result.append(identifier)
    return tuple(result)


def _spelled(name: str) -> str:
    spelled = "".join(map(_letter, name))
    return spelled if spelled[:1].isalpha() else f"x{spelled}"


def _letter(letter: str) -> str:
    if letter.isascii():
        return letter if letter.isalnum() or letter in "_'" else "_"
    return letter if letter.isalpha() and ord(letter) < _LETTERS else f"u{ord(letter):04X}"
