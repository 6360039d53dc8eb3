"""Proofs to a file for Lean 4 with Mathlib: the sum that a proof is, by `linear_combination`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from itip.errors import ItipError
from itip.export.coordinates import Terms
from itip.export.system import Row, System, used
from itip.language import show
from itip.verdict import Decided, Proved, message

_HEAD = """\
/-
For Lean 4 with Mathlib, whose `linear_combination` must know inequalities (from late 2024 on).

NOT CHECKED: the tests of itip have no Lean, and have run neither this file nor any of its kind.

Joint entropies, in bits, are real numbers here. What is used of them is a hypothesis: Shannon's
inequalities, givens, and what copies and adjoined variables come with. That it is true of
random variables is not proved.
-/
import Mathlib.Data.Real.Basic
import Mathlib.Tactic.LinearCombination
"""


def export(verdicts: Sequence[tuple[str, Decided]]) -> str:
    """One file, with a namespace for each verdict and a theorem for each proof.

    ItipError for a verdict that is not proved.
    """
    return "\n".join([_HEAD, *(_namespace(label, verdict) for label, verdict in verdicts)])


def _namespace(label: str, verdict: Decided) -> str:
    if not isinstance(verdict, Proved):
        raise ItipError(f"{label}: {message(verdict)}: there is no proof to write")
    lines = [f"/-! `{_comment(show(verdict.statement))}`", "", f"{message(verdict)} -/"]
    lines += [f"namespace {_quoted(label)}", ""]
    for k, item in enumerate(verdict.evidence, 1):
        system = used(item, verdict.problem, verdict.statement)
        lines += [*_theorem(f"goal{k}" if k > 1 else "goal", system), ""]
    return "\n".join([*lines, f"end {_quoted(label)}", ""])


def _theorem(name: str, system: System) -> Iterator[str]:
    """The goal of a system; 1 <= 0 if there is none."""
    yield from (f"-- {note}." for note in system.notes)
    yield f"theorem {name}"
    if numbers := system.numbers():
        yield f"    ({' '.join(map(_quoted, numbers))} : ℝ)"
    for row in system.rows:
        yield f"    ({row.name} : {_relation(row)}) -- {row.told}"
    scale = Fraction(1) if system.goals else system.constant
    yield f"    : {_relation(system.goals[0]) if system.goals else '(1 : ℝ) ≤ 0'} := by"
    weights = ((row.weight / scale, row.name) for row in system.rows if row.weight is not None)
    combination = " + ".join(f"({weight} : ℝ) * {name}" for weight, name in weights)
    yield f"  linear_combination {combination}".rstrip()


def _relation(row: Row) -> str:
    """Right <= left, or right = left, so that weighted sums of them are of one direction."""
    left, right = map(_sum, row.sides())
    return f"{right} {'=' if row.sense == '=' else '≤'} {left}"


def _sum(terms: Terms) -> str:
    return " + ".join(_product(number, c) for number, c in terms) or "(0 : ℝ)"


def _product(number: str, coefficient: Fraction) -> str:
    if not number:
        return f"({coefficient} : ℝ)"
    size = "" if coefficient == 1 else f"({coefficient}) * "
    return f"{size}{_quoted(number)}"


def _quoted(name: str) -> str:
    """An identifier of any letters."""
    return f"«{name}»"


def _comment(text: str) -> str:
    return text.replace("-/", "- /").replace("/-", "/ -")
