"""A polymatroid that violates a claim, in blocks: what it violates, its values, what it means."""

from __future__ import annotations

from collections.abc import Iterator

from itip.entropy.cone import Polymatroid, SymmetricPolymatroid
from itip.entropy.expression import Problem
from itip.entropy.groundset import Subset, by_size
from itip.entropy.translate import atom
from itip.evidence import Classes, Counterexample, Witness
from itip.language import show
from itip.language.ast import Measure
from itip.render.blocks import Block, Grid, Line, line
from itip.render.brief import listed
from itip.verdict import Disproved, NotProvable
from itip.violation import violation

_TABLE_VARIABLES = 5  # up to here a polymatroid is shown whole
_TABLE_COUNTS = 32  # joint entropies by counts up to which they are shown whole
_ENTROPIC_VARIABLES = 3  # up to here every polymatroid is a limit of entropic ones


def shown(outcome: NotProvable, *, everything: bool) -> Iterator[Block]:
    """What the polymatroid is, what it violates, and what that means."""
    found = outcome.counterexample
    givens = outcome.statement.given
    basis = "the Shannon inequalities and the givens" if givens else "the Shannon inequalities"
    yield line(("not-shannon", "red"), f": it does not follow from {basis}.", hang=2)
    yield line("")
    violate = "satisfies the givens and violates" if givens else "violates"
    yield line(f"This polymatroid {violate} it:")
    yield line("")
    yield from violated(outcome)
    for table in _tables(outcome.problem, found, everything=everything):
        if not isinstance(table, Grid) or table.entries:
            yield line("")
            yield table
    yield line("")
    yield line(" ".join([meaning(outcome), *outcome.in_vain]))


def violated(outcome: NotProvable | Disproved) -> Iterator[Block]:
    """The sides' values, in the user's own terms."""
    found = violation(outcome)
    for side, value, remark in found.equations:
        yield line(f"  {side} = ", (value, "bold"), remark, hang=6)
    if found.comparison:
        yield line(f"  {found.comparison}", hang=6)


def scalars(problem: Problem, found: Counterexample | Witness) -> Grid:
    """The values of the scalars."""
    return Grid("Scalars", tuple(zip(problem.scalars, map(str, found.scalars), strict=True)))


def subsets(problem: Problem, *, everything: bool) -> list[Subset]:
    """The subsets whose joint entropies are shown: of many variables those that occur."""
    ground = problem.ground
    whole = everything or len(ground) <= _TABLE_VARIABLES
    return sorted(range(1, ground.everything + 1) if whole else _occurring(problem), key=by_size)


def _tables(problem: Problem, found: Counterexample, *, everything: bool) -> Iterator[Grid | Line]:
    ground = problem.ground
    small = everything or len(ground) <= _TABLE_VARIABLES
    match found.polymatroid:
        case polymatroid if not (small or polymatroid.value(ground.everything)):
            yield line("All joint entropies are 0.")
        case Polymatroid() as polymatroid:
            yield from _by_sets(problem, polymatroid, everything=everything)
        case SymmetricPolymatroid() as polymatroid:
            yield from _by_counts(problem, polymatroid, everything=everything)
    yield scalars(problem, found)


def _by_sets(
    problem: Problem, polymatroid: Polymatroid, *, everything: bool
) -> Iterator[Grid | Line]:
    ground = problem.ground
    chosen = subsets(problem, everything=everything)
    whole = len(chosen) == ground.everything
    entries = ((show(Measure((ground.members(s),))), str(polymatroid.value(s))) for s in chosen)
    yield Grid(_title(whole=whole), tuple(entries))
    if whole:
        measured = sorted(polymatroid.atoms(), key=lambda pair: by_size(pair[0]))
        shown = ((show(atom(ground, s)), str(value)) for s, value in measured)
        yield Grid("I-measure: these atoms, all others are 0", tuple(shown))


def _by_counts(
    problem: Problem, polymatroid: SymmetricPolymatroid, *, everything: bool
) -> Iterator[Grid | Line]:
    """What h(k1,k2,...) is, and its values, of many only those that occur."""
    classes = polymatroid.classes
    letters = [f"k{i}" for i in range(1, len(classes) + 1)] if len(classes) > 1 else ["k"]
    names = [listed(problem.ground, groups, everything=everything) for groups in classes]
    any_of = (
        f"any {k} of {name}" if len(groups) > 1 else f"{name} where {k} = 1"
        for k, groups, name in zip(letters, classes, names, strict=True)
    )
    joint = f"h({','.join(letters)}) is the joint entropy of {' and '.join(any_of)}."
    yield line(" ".join([joint, *_degenerate(polymatroid)]), hang=2)
    whole = everything or len(polymatroid.rank) <= _TABLE_COUNTS
    met = {_counts(subset, classes) for subset in _occurring(problem)}
    chosen = [(counts, value) for counts, value in polymatroid.rank if whole or counts in met]
    entries = ((f"h({','.join(map(str, counts))})", str(value)) for counts, value in chosen)
    yield Grid(_title(whole=whole), tuple(entries))


def _degenerate(polymatroid: SymmetricPolymatroid) -> Iterator[str]:
    """What is to be said of groups of several variables, and of variables in none."""
    ground = polymatroid.ground
    groups = [group for groups in polymatroid.classes for group in groups]
    if any(group.bit_count() > 1 for group in groups):
        yield "The variables of a group determine each other."
    if constants := ground.members(ground.everything & ~sum(groups)):
        yield f"{','.join(constants)} {'are' if len(constants) > 1 else 'is'} constant."


def _counts(subset: Subset, classes: Classes) -> tuple[int, ...]:
    return tuple(sum(subset & group > 0 for group in groups) for groups in classes)


def _occurring(problem: Problem) -> set[Subset]:
    constraints = (*problem.goals, *problem.givens)
    return {s for constraint in constraints for s, _ in constraint.expression.entropies}


def _title(*, whole: bool) -> str:
    shown = "Joint entropies" if whole else "Joint entropies that occur (--full shows all)"
    return f"{shown}, in bits"


def meaning(outcome: NotProvable) -> str:
    """What a polymatroid says of random variables."""
    if not outcome.problem.ground.names:
        return "No random variables occur in it: it is false."
    polymatroid = outcome.counterexample.polymatroid
    if not polymatroid.value(polymatroid.ground.everything):
        return "Constants have these entropies, so random variables violate it: it is false."
    if len(outcome.problem.ground) <= _ENTROPIC_VARIABLES and not outcome.statement.given:
        return (
            "With at most three variables every polymatroid is a limit of entropies of random "
            "variables (Zhang and Yeung 1997), so some random variables, not given here, violate "
            "it too: it is false."
        )
    return (
        "This does not by itself make it false: not every polymatroid comes from random "
        "variables. It says that no proof by Shannon's inequalities exists."
    )
