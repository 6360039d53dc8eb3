"""What a verdict says, as theorems, with its evidence and the tactic that has this checked."""

from __future__ import annotations

from collections.abc import Iterator

from itip.evidence import Counterexample, Witness
from itip.export.coq.evidence import certificates, numbers, outcomes, rank
from itip.export.coq.names import Vocabulary
from itip.export.coq.text import listed, sentence
from itip.verdict import Decided, Disproved, NotProvable, Proved


def theorems(verdict: Decided, names: Vocabulary) -> Iterator[str]:
    """The evidence as definitions, and the theorems that it proves.

    ItipError for evidence that no checker in Coq takes.
    """
    match verdict:
        case Proved():
            yield from _proved(verdict, names)
        case Disproved(witness=witness):
            rows = outcomes(witness.distribution)
            yield sentence(f"Definition distribution : list (positive * list N) :=\n{rows}.")
            proof = _violated("by_distribution", witness, "distribution")
            yield _theorem("not_for_random_variables", f"~ ({_random_variables(names)})", proof)
        case NotProvable(counterexample=found):
            values = rank(found.polymatroid)
            yield sentence(f"Definition rank : list Q :=\n{values}.")
            proof = _violated("by_polymatroid", found, "rank")
            yield _theorem("not_for_polymatroids", f"~ ({_polymatroids(names)})", proof)


def _proved(verdict: Proved, names: Vocabulary) -> Iterator[str]:
    kind = "copies_certificate" if verdict.used else "certificate"
    found = listed(certificates(verdict), "\n")
    yield sentence(f"Definition certificates : list {kind} :=\n{found}.")
    if verdict.used:
        proof = _checked("by_copies", ["P", *names.variables.values()], names)
        yield _theorem("for_random_variables", _random_variables(names), proof)
    else:
        proof = _checked("by_certificate", ["h", "?"], names)
        yield _theorem("for_polymatroids", _polymatroids(names), proof)
        proof = "by_polymatroids for_polymatroids"
        yield _theorem("for_random_variables", _random_variables(names), proof)


def _checked(tactic: str, bound: list[str], names: Vocabulary) -> str:
    """The tactic; it is told the scalars, and so they and what is bound before get their names."""
    tactic = f"{tactic} reified certificates"
    if not names.scalars:
        return tactic
    scalars = names.scalars.values()
    return f"intros {' '.join([*bound, *scalars])}. {tactic} with {listed(scalars)}"


def _violated(tactic: str, violation: Counterexample | Witness, values: str) -> str:
    return f"{tactic} reified {violation.goal}%nat {values} {numbers(violation.scalars)}"


def _theorem(name: str, statement: str, proof: str) -> str:
    claim = sentence(f"Theorem {name} :\n{statement}.")
    return f"{claim}\nProof. {proof}. Qed."


def _polymatroids(names: Vocabulary) -> str:
    scalars = f"forall{names.reals}, " if names.scalars else ""
    return f"forall h, polymatroid h -> {scalars}{_said('h', names)}"


def _random_variables(names: Vocabulary) -> str:
    variables = " ".join(names.variables.values())
    bound = f" ({variables} : variable P)" if variables else ""
    family = listed(names.variables.values()) if variables else "(@nil (variable P))"
    said = _said(f"(joint_entropies {family})", names)
    return f"forall (P : space){bound}{names.reals},\n{said}"


def _said(entropies: str, names: Vocabulary) -> str:
    return " ".join(["statement", entropies, *names.scalars.values()])
