"""Problems and evidence as certificate documents (docs/certificate.md), and back."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import partial
from typing import Any

from itip.entropy.adjoining import Adjoined
from itip.entropy.cone import Information, Polymatroid, SymmetricPolymatroid
from itip.entropy.copies import Equality, Independence, Lift, Swap
from itip.entropy.distribution import Distribution
from itip.entropy.expression import Constraint, Expression, Problem
from itip.entropy.groundset import GroundSet, Subset, elements
from itip.errors import ItipError
from itip.evidence import (
    Classes,
    Contradiction,
    Counterexample,
    Evidence,
    Proof,
    Witness,
    named,
    naming,
)
from itip.language.ast import Copied, CopyStep

Json = dict[str, Any]


def problem_document(problem: Problem) -> Json:
    """The problem in coordinates, as the certificate states it."""
    return {
        "variables": list(problem.ground.names),
        "scalars": list(problem.scalars),
        "goals": [_constraint(goal) for goal in problem.goals],
        "givens": [_constraint(given) | {"source": given.source} for given in problem.givens],
    }


def _constraint(constraint: Constraint) -> Json:
    return {"terms": terms(constraint.expression), "sense": constraint.sense}


def terms(expression: Expression) -> list[list[Any]]:
    """An expression as the certificate states it: [coordinate, coefficient] pairs."""
    ground = expression.ground
    pairs: list[list[Any]] = [[_names(ground, s), str(c)] for s, c in expression.entropies]
    pairs += [[scalar, str(d)] for scalar, d in expression.scalars]
    return pairs + [["", str(expression.constant)]] * bool(expression.constant)


def _names(ground: GroundSet, subset: Subset) -> list[str]:
    return list(ground.members(subset))


def evidence_document(item: Evidence, problem: Problem) -> Json:
    """A piece of evidence as the certificate states it."""
    ground = problem.ground
    match item:
        case Proof(goal, direction):
            head = {"kind": "proof", "goal": goal, "direction": direction}
            names = named(item, ground)
            return head | _adjoined(item, names) | _by_copies(item, names) | _sum(item, names)
        case Contradiction():
            return {"kind": "contradiction"} | _sum(item, ground)
        case Counterexample(goal, direction, polymatroid, scalars):
            head = {"kind": "polymatroid", "goal": goal, "direction": direction}
            return head | _rank(polymatroid) | _scalars(problem, scalars)
        case Witness(goal, direction, distribution, scalars):
            head = {"kind": "distribution", "goal": goal, "direction": direction}
            return head | {"outcomes": outcomes(distribution)} | _scalars(problem, scalars)


def _scalars(problem: Problem, values: tuple[Fraction, ...]) -> Json:
    return {"scalars": {r: str(v) for r, v in zip(problem.scalars, values, strict=True)}}


def outcomes(distribution: Distribution) -> list[Json]:
    """The outcomes of a distribution as the certificate states them."""
    names = distribution.ground.names
    return [
        {"values": dict(zip(names, values, strict=True)), "p": str(p)}
        for values, p in distribution.outcomes
    ]


def _rank(polymatroid: Polymatroid | SymmetricPolymatroid) -> Json:
    ground = polymatroid.ground
    match polymatroid:
        case Polymatroid(rank=rank):
            values = {",".join(ground.members(s)): str(v) for s, v in enumerate(rank) if s}
            return {"rank": values}
        case SymmetricPolymatroid(classes=classes, rank=pairs):
            values = {",".join(map(str, counts)): str(v) for counts, v in pairs}
            return _classes(classes, ground) | {"rank": values}


def _classes(classes: Classes, ground: GroundSet) -> Json:
    names = [[_names(ground, group) for group in groups] for groups in classes]
    return {"classes": names} if names else {}


def _adjoined(proof: Proof, ground: GroundSet) -> Json:
    written = [
        {"new": w.new, "rule": w.rule, "of": [_ordered(group, ground) for group in w.of]}
        for w in proof.adjoined
    ]
    return {"adjoined": written} if written else {}


def _ordered(names: Iterable[str], ground: GroundSet) -> list[str]:
    return _names(ground, ground.subset(names))


def _by_copies(proof: Proof, ground: GroundSet) -> Json:
    if not proof.steps:
        return {}
    return {
        "steps": [
            {
                "over": _ordered(step.over, ground),
                "blocks": [
                    [{"new": c.new, "of": _ordered(c.of, ground)} for c in block]
                    for block in step.blocks
                ],
            }
            for step in proof.steps
        ],
        "equalities": [
            {"step": equality.step, "set": list(elements(equality.subset)), "weight": str(weight)}
            | _rule(equality)
            for equality, weight in proof.equalities
        ],
    }


def _rule(equality: Equality) -> Json:
    match equality:
        case Swap(blocks=blocks):
            return {"rule": "swap", "blocks": list(blocks)}
        case Independence():
            return {"rule": "ci"}
        case Lift(word=word, block=block):
            pairs = [[i, j] for _, i, j in word]  # all are of the step before
            return {"rule": "lift", "word": pairs} | ({} if block is None else {"block": block})


def _sum(item: Proof | Contradiction, ground: GroundSet) -> Json:
    names = partial(_names, ground)
    return _classes(item.classes, ground) | {
        "shannon": [
            {"a": names(t.a), "b": names(t.b), "given": names(t.given), "weight": str(weight)}
            for t, weight in item.shannon
        ],
        "givens": [{"given": given, "weight": str(weight)} for given, weight in item.givens],
        "constant": str(item.constant),
    }


def read_evidence(item: Json, problem: Problem) -> Evidence:
    """The piece of evidence that a document states, which the kernel accepts for this problem.

    ItipError for what the kernel takes but itip does not write, such as copies without names.
    """
    adjoined = tuple(
        Adjoined(w["new"], w["rule"], tuple(map(tuple, w["of"]))) for w in item.get("adjoined", ())
    )
    steps = tuple(map(_read_step, item.get("steps", ())))
    ground = naming(problem.ground, adjoined, steps)
    classes = tuple(tuple(map(ground.subset, groups)) for groups in item.get("classes", ()))
    if item["kind"] in ("polymatroid", "distribution"):
        about = item["goal"], item["direction"]
        scalars = tuple(Fraction(item["scalars"][scalar]) for scalar in problem.scalars)
        if item["kind"] == "distribution":
            return Witness(*about, _read_outcomes(item["outcomes"], ground), scalars)
        return Counterexample(*about, _read_rank(item["rank"], classes, ground), scalars)
    equalities = tuple(map(_read_equality, item.get("equalities", ())))
    shannon = tuple(
        (Information(*(ground.subset(t[k]) for k in ("a", "b", "given"))), Fraction(t["weight"]))
        for t in item["shannon"]
    )
    givens = tuple((term["given"], Fraction(term["weight"])) for term in item["givens"])
    constant = Fraction(item["constant"])
    if item["kind"] == "contradiction":
        if steps or adjoined:
            raise ItipError("a contradiction by more than Shannon's inequalities")
        return Contradiction(shannon, givens, constant, classes)
    about = item["goal"], item["direction"]
    return Proof(*about, shannon, givens, constant, classes, steps, equalities, adjoined)


def _read_step(step: Json) -> CopyStep:
    blocks = (
        tuple(Copied(copied["new"], tuple(copied["of"])) for copied in block)
        for block in step["blocks"]
    )
    return CopyStep(tuple(step["over"]), tuple(blocks))


def _read_equality(entry: Json) -> tuple[Equality, Fraction]:
    step, weight = entry["step"], Fraction(entry["weight"])
    subset = sum(1 << i for i in entry["set"])
    match entry["rule"]:
        case "swap":
            i, j = entry["blocks"]
            return Swap(step, (i, j), subset), weight
        case "ci":
            return Independence(step, subset), weight
        case _:
            word = tuple((step - 1, i, j) for i, j in entry["word"])
            return Lift(step, word, entry.get("block"), subset), weight


def _read_outcomes(outcomes: list[Json], ground: GroundSet) -> Distribution:
    pairs = (
        (tuple(outcome["values"][name] for name in ground.names), Fraction(outcome["p"]))
        for outcome in outcomes
    )
    return Distribution(ground, tuple(pairs))


def _read_rank(
    rank: dict[str, str], classes: Classes, ground: GroundSet
) -> Polymatroid | SymmetricPolymatroid:
    if classes:
        pairs = ((tuple(map(int, key.split(","))), Fraction(v)) for key, v in rank.items())
        return SymmetricPolymatroid(ground, classes, tuple(pairs))
    values = [Fraction(0)] * (ground.everything + 1)
    for key, value in rank.items():
        values[ground.subset(key.split(","))] = Fraction(value)
    return Polymatroid(ground, tuple(values))
