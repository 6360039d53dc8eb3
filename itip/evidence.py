"""The evidence for a verdict, as values, and as certificate documents (docs/certificate.md)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import Any, Literal

from itip.entropy.adjoining import Adjoined
from itip.entropy.cone import Information, Polymatroid, SymmetricPolymatroid, remainder
from itip.entropy.copies import Copies, Equality, Independence, Lift, Swap
from itip.entropy.distribution import Distribution
from itip.entropy.expression import Constraint, Expression, Problem
from itip.entropy.groundset import GroundSet, Subset, elements
from itip.errors import ItipError
from itip.language.ast import Copied, CopyStep

Direction = Literal[">=", "<="]
Classes = tuple[tuple[Subset, ...], ...]  # of each class its groups, which may be exchanged
Json = dict[str, Any]


def directed(goal: Constraint, direction: Direction) -> Constraint:
    """What is to be shown of a goal in one direction: that it, or its negative, is >= 0."""
    sign = goal.expression if direction == ">=" else -goal.expression
    return replace(goal, expression=sign, sense=">=")


def directions(goal: Constraint) -> tuple[Direction, ...]:
    """The directions in which a goal is to be shown: both, if it says that something is 0."""
    return (">=", "<=") if goal.sense == "=" else (">=",)


@dataclass(frozen=True, slots=True)
class Proof:
    """The goal (`>=`), or minus the goal (`<=`), as a sum that cannot be negative.

    goal = sum of weight * information + sum of weight * given + constant, identically; weights of
    `=` givens may have any sign, all others and the constant are >= 0. With `classes`, of groups
    of variables, this holds for the means over all exchanges of groups within their classes, none
    of which changes goal - givens - constant. With copy `steps` it is a sum of equalities too, in
    the joint entropies of primitive variables; the information is then about all named variables.
    With both, the variables as exchanged have copies by the same steps, and only sets without
    copies are the same in the mean. Variables `adjoined` to the problem's come before all copies;
    the equalities that they give are givens, numbered behind those of the problem.
    """

    goal: int
    direction: Direction
    shannon: tuple[tuple[Information, Fraction], ...]
    givens: tuple[tuple[int, Fraction], ...]
    constant: Fraction
    classes: Classes = ()
    steps: tuple[CopyStep, ...] = ()
    equalities: tuple[tuple[Equality, Fraction], ...] = ()
    adjoined: tuple[Adjoined, ...] = ()


@dataclass(frozen=True, slots=True)
class Contradiction:
    """0 = sum of weight * information + sum of weight * given + constant, with constant > 0.

    No polymatroid, and so no random variables, satisfy the givens: everything follows from them.
    Of `classes` the same is true as in a proof.
    """

    shannon: tuple[tuple[Information, Fraction], ...]
    givens: tuple[tuple[int, Fraction], ...]
    constant: Fraction
    classes: Classes = ()


@dataclass(frozen=True, slots=True)
class Counterexample:
    """A polymatroid, with values of the scalars, that satisfies all givens and violates a goal."""

    goal: int
    direction: Direction
    polymatroid: Polymatroid | SymmetricPolymatroid
    scalars: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Witness:
    """Random variables, with values of the scalars, that satisfy all givens and violate a goal."""

    goal: int
    direction: Direction
    distribution: Distribution
    scalars: tuple[Fraction, ...]


Evidence = Proof | Contradiction | Counterexample | Witness


def left_over(item: Proof | Contradiction, problem: Problem) -> dict[Subset, Fraction]:
    """The joint entropies in goal - sum, which are 0 in the mean, or by equalities of copies.

    The problem has the variables that a proof adjoins.
    """
    goal = Expression(problem.ground)
    if isinstance(item, Proof):
        goal = directed(problem.goals[item.goal], item.direction).expression
    givens = ((problem.givens[number].expression, weight) for number, weight in item.givens)
    return remainder(goal, item.shannon, givens)


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


def named(item: Proof | Contradiction, ground: GroundSet) -> GroundSet:
    """The problem's variables, then those adjoined, and then those that the steps name."""
    return _named(ground, item.adjoined, item.steps) if isinstance(item, Proof) else ground


def _named(
    ground: GroundSet, adjoined: tuple[Adjoined, ...], steps: tuple[CopyStep, ...]
) -> GroundSet:
    ground = GroundSet((*ground.names, *(variable.new for variable in adjoined)))
    return Copies.of(ground, steps).ground


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
    ground = _named(problem.ground, adjoined, steps)
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
