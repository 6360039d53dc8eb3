"""From a verdict's proofs to derivations, each line of which is checked in joint entropies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from math import lcm

from itip.entropy.adjoining import extended
from itip.entropy.cone import Information
from itip.entropy.expression import Expression, Problem
from itip.entropy.groundset import GroundSet, by_size
from itip.entropy.translate import expand, joint_entropies, measure
from itip.evidence import Contradiction, Proof, left_over, named
from itip.grouping import Grouped, grouped
from itip.language.ast import Constraint, Linear, Relation, Sign, Term
from itip.render.derivation.chain import Taken, chain
from itip.render.derivation.notation import Notation, arranged
from itip.render.derivation.rewriting import Quantity, Sum, normal, plus, shortest
from itip.render.derivation.values import COPIES, Chain, Derivation, Form, Identity, Part, Step
from itip.unfolding import elemental
from itip.verdict import Proved

_STEPS = 12  # a longer proof is shown as a sum, unless a chain is asked for
_LONGEST = 100  # of a chain that is asked for, as the time to find it grows with the square
_DROPPED = 4  # so is one that mostly leaves out terms, so many or more
_ZERO = Linear((Term(Fraction(0), None),))


def derivations(
    outcome: Proved, form: Form = "auto"
) -> Iterator[tuple[Proof | Contradiction, Derivation]]:
    """Each proof with its derivation, but for those that only say another's equality again.

    It is a chain if it is short and more than that terms are left out, or if that is asked for; or
    else a sum, and always where terms are true in the mean over exchanges of variables.
    """
    for proof in outcome.evidence:
        if not _says_again(proof, outcome.evidence):
            shown = elemental(proof, outcome.problem) if form == "elemental" else proof
            yield shown, _derivation(shown, outcome, form)


def _derivation(proof: Proof | Contradiction, outcome: Proved, form: Form) -> Derivation:
    sums = Grouped(proof.shannon, proof.givens)
    if form != "elemental":
        sums = grouped(proof, _over(proof, outcome.problem))
    parts = (*_parts(proof, sums, outcome), *_by_copies(proof, outcome))
    longest = {"auto": _STEPS, "chain": _LONGEST}.get(form, -1)
    if len(parts) <= longest and not proof.classes:
        found, dropped = _chain(proof, outcome, parts)
        if form == "chain" or dropped < max(_DROPPED, len(parts) // 2 + 1):
            return found
    return _identity(proof, outcome, parts)


def balanced(written: Linear) -> Relation:
    """That a sum is 0, with negative terms on the other side."""
    right = Linear(tuple(term for term in written.terms if term.coefficient < 0))
    left = tuple(term for term in written.terms if term.coefficient >= 0)
    if left and right.terms:
        return Relation((Linear(left), -right), ("=",))
    return Relation((written, _ZERO), ("=",))


def _says_again(proof: Proof | Contradiction, evidence: tuple[Proof | Contradiction, ...]) -> bool:
    """Whether a `<=` proof is its `>=` proof negated, as where only equalities were used."""
    if not isinstance(proof, Proof) or proof.direction == ">=":
        return False
    negated = tuple((given, -weight) for given, weight in proof.givens)
    return not (proof.shannon or proof.constant or proof.steps) and any(
        isinstance(other, Proof)
        and (other.goal, other.direction) == (proof.goal, ">=")
        and not other.shannon
        and other.givens == negated
        for other in evidence
    )


def _over(proof: Proof | Contradiction, problem: Problem) -> Problem:
    """The problem with the variables that a proof adjoins."""
    return extended(problem, proof.adjoined) if isinstance(proof, Proof) else problem


def _parts(proof: Proof | Contradiction, sums: Grouped, outcome: Proved) -> Iterator[Part]:
    """What a proof adds up, with reasons: Shannon's inequalities, givens, and a constant."""
    ground = named(proof, outcome.problem.ground)
    shannon = _together(sums.shannon)
    if proof.classes:
        shannon.sort(key=lambda pair: by_size(pair[0].given))
    for term, weight in shannon:
        yield _nonnegative(weight, Term(Fraction(1), measure(ground, term)))
    problem = _over(proof, outcome.problem)
    for number, weight in sums.givens:
        yield _given(number, weight, problem, proof, outcome)
    for forced in sums.forced:
        given = _given(forced.given, -forced.amount, problem, proof, outcome)
        for term, amount in _together([(forced.measure, forced.amount)]):
            zero = Linear((Term(Fraction(1), measure(ground, term)),))
            yield Part(-amount, zero, balanced(zero), given.by)
    if isinstance(proof, Proof) and proof.constant:
        yield _nonnegative(Fraction(1), Term(proof.constant, None))


def _together(
    shannon: Iterable[tuple[Information, Fraction]],
) -> list[tuple[Information, Fraction]]:
    """The terms as they are written here, each once, without those that are 0."""
    total: dict[Information, Fraction] = {}
    for part, weight in shannon:
        if written := normal(part.a, part.b, part.given):
            term = Information(*written)
            total[term] = total.get(term, Fraction(0)) + weight
    return list(total.items())


def _nonnegative(weight: Fraction, term: Term) -> Part:
    written = Linear((term,))
    return Part(weight, written, Relation((written, _ZERO), (">=",)))


def _given(
    number: int, weight: Fraction, problem: Problem, proof: Proof | Contradiction, outcome: Proved
) -> Part:
    given = problem.givens[number]
    if number >= len(outcome.problem.givens) and isinstance(proof, Proof):
        rule = proof.adjoined[given.source].rule
        return Part(weight, given.written, balanced(given.written), rule)
    stated = outcome.statement.given[given.source]
    place = sum(other.source == given.source for other in problem.givens[:number])
    return Part(weight, given.written, _said(stated, place, given.written), stated)


def _said(part: Constraint, place: int, written: Linear) -> Relation:
    """What a constraint says in one place: a link of a chain of relations, or that a sum is 0."""
    if isinstance(part, Relation):
        return Relation(part.sides[place : place + 2], part.signs[place : place + 1])
    return balanced(written)


def _by_copies(proof: Proof | Contradiction, outcome: Proved) -> Iterator[Part]:
    """What is left of the goal without all other parts: 0 by the copies."""
    copied = isinstance(proof, Proof) and proof.steps
    if copied and (left := left_over(proof, _over(proof, outcome.problem))):
        ground = named(proof, outcome.problem.ground)
        written = joint_entropies(Expression.of(ground, left, {}, Fraction(0)))
        yield Part(Fraction(1), written, Relation((written, _ZERO), ("=",)), COPIES)


def _identity(proof: Proof | Contradiction, outcome: Proved, parts: Sequence[Part]) -> Identity:
    match proof:
        case Contradiction(constant=constant):
            left = Linear((Term(-constant, None),))
        case Proof(goal, direction):
            written = outcome.problem.goals[goal].written
            left = written if direction == ">=" else -written
    if not proof.classes:
        _require_same(left, _ZERO, parts, named(proof, outcome.problem.ground))
    return Identity(left, tuple(part for part in parts if part.by != COPIES))


def _chain(
    proof: Proof | Contradiction, outcome: Proved, parts: Sequence[Part]
) -> tuple[Chain, int]:
    """From the larger side of the goal down, or up from the smaller if the larger is a number.

    And in how many steps a term is just left out.
    """
    start, end = _sides(proof, outcome)
    rising = isinstance(proof, Proof) and all(term.quantity is None for term in start.terms)
    if rising:
        start, end = end, start
    ground = named(proof, outcome.problem.ground)
    user = (start, end, *(given.written for given in outcome.problem.givens))
    notation = Notation.of(ground, _scale(start, end, parts), user)
    sums = [_sum(part, notation, rising=rising) for part in parts]
    free = {k for k, part in enumerate(parts) if part.by == COPIES}
    order = chain(notation.read(start), notation.read(end), sums, free)
    pairs = list(zip(parts, sums, strict=True))
    steps = list(_steps(order, pairs, start, notation, rising=rising))
    steps = [*steps[:-1], replace(steps[-1], to=end)] if steps else [Step("=", end)]
    for last, step in pairwise((Step("=", start), *steps)):
        sides = (step.to, last.to) if rising else (last.to, step.to)
        _require_same(*sides, () if step.by is None else (step.by,), ground)
    return Chain(start, tuple(steps)), sum(taken.dropped for taken in order)


def _steps(
    order: Sequence[Taken],
    pairs: Sequence[tuple[Part, Sum]],
    start: Linear,
    notation: Notation,
    *,
    rising: bool,
) -> Iterator[Step]:
    """The steps, and one more before each whose line does not follow at a glance."""
    before: list[Quantity] = list(notation.read(start))
    for taken in order:
        part, total = pairs[taken.part]
        if not taken.plain:
            whole = plus(taken.left, 1, total)
            before = arranged(whole, before)
            yield Step("=", notation.written(whole, before))
        before = arranged(taken.left, before)
        sign: Sign = "=" if part.sense == "=" else "<=" if rising else ">="
        yield Step(sign, notation.written(taken.left, before), part)


def _sum(part: Part, notation: Notation, *, rising: bool) -> Sum:
    """What a step takes from a line; on the way up it is added."""
    found = notation.read(part.total)
    found = shortest(found) if part.by == COPIES else found
    return plus({}, -1, found) if rising else found


def _sides(proof: Proof | Contradiction, outcome: Proved) -> tuple[Linear, Linear]:
    """The larger side of what is proved, and the smaller one."""
    match proof:
        case Contradiction(constant=constant):
            return _ZERO, Linear((Term(constant, None),))
        case Proof(goal, direction):
            said = _said(outcome.statement.claim, goal, outcome.problem.goals[goal].written)
            left, right = said.sides
            falls = (said.signs[0] != "<=") == (direction == ">=")
            return (left, right) if falls else (right, left)


def _scale(start: Linear, end: Linear, parts: Sequence[Part]) -> int:
    """A number by which all coefficients become integers."""
    terms = (*start.terms, *end.terms, *(t for part in parts for t in part.total.terms))
    return lcm(*(term.coefficient.denominator for term in terms))


def _require_same(
    larger: Linear, smaller: Linear, parts: Iterable[Part], ground: GroundSet
) -> None:
    """Stop rather than show larger = smaller + sum of the parts where that is not an identity."""
    taken = (-part.total for part in parts)
    terms = (*larger.terms, *(-smaller).terms, *(t for linear in taken for t in linear.terms))
    if expand(Linear(terms), ground):
        raise RuntimeError("a line of a derivation is not identically true")
