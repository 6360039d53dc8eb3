"""A proof or contradiction replaced by a shorter one, if one is found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from itip.entropy.adjoining import extended
from itip.entropy.expression import Constraint, Expression, Problem
from itip.errors import BackendError, LimitReached
from itip.evidence import Contradiction, Proof, named
from itip.grouping import grouped
from itip.language.ast import CopyStep, Group, Linear, union
from itip.prover.effort import Effort
from itip.prover.shortening import plain
from itip.prover.shortening.settling import CHAIN


def shortened(
    problem: Problem, item: Proof | Contradiction, effort: Effort
) -> Proof | Contradiction:
    """A shorter one of the same, or the item itself if none is found as long as effort lasts.

    The fewer terms are read the shorter it is, givens, equalities and a constant included; then
    the fewer terms are written, the fewer steps and adjoined variables it has, and the fewer
    variables its terms have. One without means over classes counts as shorter as long as it can be
    read line by line.
    """
    try:
        if isinstance(item, Proof):
            return _shortest(problem, item, effort)
        return _contradiction(problem, item, effort)
    except (LimitReached, BackendError, MemoryError):
        return item


def _contradiction(problem: Problem, item: Contradiction, effort: Effort) -> Contradiction:
    """From -1 = sum + constant: 0 = the same sum + constant + 1."""
    absurd = Expression(problem.ground, constant=Fraction(-1))
    absurdly = replace(problem, goals=(Constraint(absurd, ">=", Linear(())),))
    size = item.constant
    old = Proof(
        0,
        ">=",
        tuple((term, weight / size) for term, weight in item.shannon),
        tuple((given, weight / size) for given, weight in item.givens),
        Fraction(0),
        item.classes,
    )
    new = _shortest(absurdly, old, effort)
    if new is old:
        return item
    return Contradiction(new.shannon, new.givens, new.constant + 1, new.classes)


def _shortest(problem: Problem, old: Proof, effort: Effort) -> Proof:
    """The shortest of a proof, what it is remade to, and that without what it does not need."""
    if _terms(old) <= 1:
        return old
    best = old
    waiting = [old]
    while waiting:
        try:
            new = _remade(problem, waiting.pop(0), effort)
        except LimitReached:
            continue
        if _is_better(problem, new, best):
            best = new
        waiting = list(_with_less(problem, new))
    return best


def _remade(problem: Problem, old: Proof, effort: Effort) -> Proof:
    """The same proved again by few terms; LimitReached if it is not."""
    wide = extended(problem, old.adjoined)
    if not old.steps:
        return replace(plain.remade(wide, old, effort), adjoined=old.adjoined)
    from itip.prover.shortening import copied  # noqa: PLC0415  most proofs are without

    return replace(copied.remade(wide, old, effort), adjoined=old.adjoined)


def _with_less(problem: Problem, proof: Proof) -> Iterator[Proof]:
    """The proof, yet to be made, without one step or adjoined variable that has no part in it."""
    names = named(proof, problem.ground)
    used = {
        name for term, _ in proof.shannon for name in names.members(term.a | term.b | term.given)
    }
    used |= {name for step in proof.steps for name in _of(step)}
    used |= {name for variable in proof.adjoined for name in union(*variable.of)}
    bare = replace(proof, shannon=(), givens=(), equalities=())
    for step in proof.steps:
        if used.isdisjoint(copied.new for block in step.blocks for copied in block):
            yield replace(bare, steps=tuple(one for one in proof.steps if one is not step))
    for variable in proof.adjoined:
        if variable.new not in used:
            rest = tuple(one for one in proof.adjoined if one is not variable)
            yield replace(bare, adjoined=rest)


def _of(step: CopyStep) -> Group:
    """What a step names of what there was before it."""
    return union(step.over, *(copied.of for block in step.blocks for copied in block))


def _is_better(problem: Problem, new: Proof, old: Proof) -> bool:
    """Whether a proof is shorter than another."""
    if old.classes and not new.classes:
        return _length(problem, new)[0] <= max(CHAIN, _terms(old))
    return _length(problem, new) < _length(problem, old)


def _length(problem: Problem, proof: Proof) -> tuple[int, ...]:
    sizes = (
        term.a.bit_count() + term.b.bit_count() * (term.a != term.b) + term.given.bit_count()
        for term, _ in proof.shannon
    )
    written = _terms(proof)
    further = written - len(proof.shannon) - len(proof.givens)
    read = len(grouped(proof, extended(problem, proof.adjoined))) + further
    return read, written, len(proof.steps) + len(proof.adjoined), sum(sizes)


def _terms(proof: Proof) -> int:
    summands = len(proof.shannon) + len(proof.givens) + len(proof.equalities)
    return summands + (proof.constant > 0)
