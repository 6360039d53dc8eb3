"""What a proof has beyond Shannon's inequalities: adjoined variables, copies, and means."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from itip.entropy.adjoining import vanishing
from itip.entropy.copies import Copies, Independence, Lift
from itip.entropy.expression import Problem
from itip.entropy.groundset import Subset, by_size
from itip.evidence import Contradiction, Proof, left_over
from itip.language import show
from itip.language.ast import CopyStep, Group, Linear, Measure, Term
from itip.render.blocks import Block, Equations, line

if TYPE_CHECKING:
    from itip.prover.copies.canonical import Canonical

_MEANING = (
    "Given the variables after `over`, these copies have the law of what they are copies of, and "
    "are independent of all variables before them"
)
_MEAN = "on average sets without copies that differ by a permutation have the same, and "


@dataclass(frozen=True, slots=True)
class Equal:
    """Sums of joint entropies that are equal by copies.

    They are so by independence given each of the groups `over`, and by other rules.
    """

    sides: tuple[Linear, ...]
    over: tuple[Group, ...]
    rules: tuple[str, ...]


def made(proof: Proof, stated: Sequence[CopyStep]) -> Iterator[Block]:
    """The variables that a proof adjoins, its copies if not stated, and what is true of both."""
    for variable in proof.adjoined:
        yield line(_said(variable.new, [",".join(group) for group in variable.of]), hang=2)
    if proof.adjoined:
        yield line("")
    for step in proof.steps if proof.steps != stated else ():
        yield line("  copy ", (show(step), "bold"), hang=8)
    if proof.steps:
        among = " and of those beyond a bar |" * any(len(step.blocks) > 1 for step in proof.steps)
        yield line(f"{_MEANING}{among}.")
        yield line("")


def averages(proof: Proof | Contradiction, classes: Iterable[str]) -> str:
    """What the terms of a proof stand for that was found up to exchanges within classes."""
    terms = "Each term but the givens" if proof.givens else "Each term"
    copied = isinstance(proof, Proof) and proof.steps
    copies = " Permuted so, they have copies of their own, by the same steps." if copied else ""
    over = " and of ".join(classes)
    return f"{terms} stands for its average over all permutations of {over}.{copies}"


def supposed(proof: Proof, problem: Problem) -> set[int]:
    """The sources of the givens without which the variables adjoined need not exist."""
    needed = set[tuple[frozenset[Subset], Subset]]()
    for variable in proof.adjoined:
        if variable.rule == "double Markov":
            x, y, z = map(problem.ground.subset, variable.of)
            needed |= {(frozenset((x, y)), z), (frozenset((x, z)), y)}
    said = ((given.source, vanishing(given)) for given in problem.givens)
    return {k for k, zero in said if zero and (frozenset((zero.a, zero.b)), zero.given) in needed}


def _said(w: str, groups: Sequence[str]) -> str:
    match groups:
        case [a, b]:
            zero = f"H({w}|{a}) = H({w}|{b}) = 0"
            return f"{w} is the common information of {a} and {b}: {zero}, H({w}) = I({a};{b})."
        case _:
            x, y, z = groups
            given = f"I({x};{y}|{z}) = I({x};{z}|{y}) = 0"
            zero = f"H({w}|{y}) = H({w}|{z}) = I({x};{y},{z}|{w}) = 0"
            return f"Since {given}, there is a {w} with {zero} (double Markov)."


def equalities(proof: Proof, problem: Problem, *, chained: bool) -> Iterator[Block]:
    """How the joint entropies of copies that do not cancel in goal - sum are to others."""
    if found := tuple(equal(proof, problem)):
        yield line("")
        mean = _MEAN if proof.classes else ""
        same = f"Both sides are the same in joint entropies, since {mean}by these copies"
        yield line("By these copies" if chained else same)
        rows = ((" = ".join(map(show, row.sides)), _reason(row)) for row in found)
        yield Equations(tuple(rows))


def equal(proof: Proof, problem: Problem) -> Iterator[Equal]:
    """Equations by which all cancels in goal - sum."""
    from itip.prover.copies.canonical import Canonical  # noqa: PLC0415  most proofs have no copies

    named = Copies.of(problem.ground, proof.steps)
    canonical = Canonical(named)
    alike: dict[frozenset[tuple[Subset, int]], list[Subset]] = {}
    total: dict[Subset, Fraction] = {}
    for subset, c in sorted(left_over(proof, problem).items(), key=lambda term: by_size(term[0])):
        terms = canonical.combination(named.primitives(subset))
        for place, k in terms.items():
            total[place] = total.get(place, Fraction(0)) + c * k
        alike.setdefault(frozenset(terms.items()), []).append(subset)
    if any(total.values()) and not proof.classes:
        raise RuntimeError("a sum of joint entropies is not zero by the copies")
    names = _names({place for terms in alike for place, _ in terms}, named, canonical)
    for combination, subsets in alike.items():
        right = {names[place]: c for place, c in combination}
        if left := [subset for subset in subsets if right != {subset: 1}]:
            sides = [*({subset: 1} for subset in left), right]
            used = [named.primitives(subset) for side in sides for subset in side]
            rules = _rules(used, proof.steps, canonical)
            yield Equal(tuple(_sum(s, named) for s in sides), *rules)


def _names(
    places: Collection[Subset], named: Copies, canonical: Canonical
) -> dict[Subset, Subset]:
    """For each canonical set the first set of named variables that has its joint entropy."""
    found: dict[Subset, Subset] = {}
    for subset in range(1, named.ground.everything + 1):
        if len(found) == len(places):
            break
        match list(canonical.combination(named.primitives(subset)).items()):
            case [(place, 1)] if place in places:
                found.setdefault(place, subset)
    return found


def _sum(terms: Mapping[Subset, int], named: Copies) -> Linear:
    ordered = sorted(terms.items(), key=lambda term: (term[1] < 0, by_size(term[0])))
    measures = ((Measure((named.ground.members(subset),)), c) for subset, c in ordered)
    return Linear(tuple(Term(Fraction(c), measure) for measure, c in measures))


def _rules(
    sets: Sequence[Subset], steps: Sequence[CopyStep], canonical: Canonical
) -> tuple[tuple[Group, ...], tuple[str, ...]]:
    """The rules by which sets of primitive variables are reduced to canonical ones."""
    used = {equality for subset in sets for equality in canonical.trace(subset)}
    split = sorted({rule.step for rule in used if isinstance(rule, Independence)})
    over = dict.fromkeys(steps[k].over for k in split)
    kinds = {isinstance(rule, Lift) for rule in used if not isinstance(rule, Independence)}
    rules = ["exchange"] * (False in kinds) + ["lift"] * (True in kinds)
    return tuple(over), tuple(rules or ["the same variables"] * (not used))


def _reason(row: Equal) -> str:
    over = " and ".join(",".join(group) or "nothing" for group in row.over)
    return ", ".join([f"independence given {over}"] * bool(over) + list(row.rules))
