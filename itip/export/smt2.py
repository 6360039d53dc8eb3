"""Verdicts to SMT-LIB 2.6: the negation of what is proved, in real numbers, to be refuted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from itip.errors import ItipError
from itip.export.coordinates import Terms
from itip.export.system import Row, System, used, whole
from itip.language import show
from itip.verdict import Decided, Proved, message

_WORDS = """
    abs and as distinct div exists false forall is_int ite let match mod not or par to_int to_real
    true xor
"""
_MEANING = {
    True: "Unsatisfiable: the statement follows from these inequalities.",
    False: "Satisfiable: the statement does not follow from these inequalities.",
}


def export(verdicts: Sequence[tuple[str, Decided]], *, full: bool = False) -> str:
    """One file, with a script for each proof, `(reset)` between them.

    A script has what the proof uses, or, if `full`, all elemental inequalities and givens; and
    that the goal is false. ItipError for a verdict that is not proved, unless `full`; there the
    script is satisfiable.
    """
    scripts = [
        script for label, verdict in verdicts for script in _scripts(label, verdict, full=full)
    ]
    return "\n(reset)\n\n".join(scripts)


def _scripts(label: str, verdict: Decided, *, full: bool) -> Iterator[str]:
    try:
        for system in _systems(verdict, full=full):
            yield "\n".join(_script(verdict, system)) + "\n"
    except ItipError as error:
        raise ItipError(f"{label}: {error}") from error


def _systems(verdict: Decided, *, full: bool) -> Iterator[System]:
    problem, statement = verdict.problem, verdict.statement
    match verdict:
        case Proved(evidence=evidence) if not full:
            yield from (used(item, problem, statement) for item in evidence)
        case Proved(evidence=evidence) if verdict.used:
            yield from (whole(item, problem, statement) for item in evidence)
        case _ if full:
            yield whole(None, problem, statement)
        case _:
            raise ItipError(
                f"{message(verdict)}: there is no proof to write; with --full, a script of all "
                "elemental inequalities says that they do not imply it"
            )


def _script(verdict: Decided, system: System) -> Iterator[str]:
    proved = isinstance(verdict, Proved)
    yield f"; {show(verdict.statement)}"
    yield f"; {verdict.verdict}: {message(verdict)}."
    yield ";"
    yield "; h(X,Y) is the joint entropy of X and Y, in bits."
    yield from (f"; {note}." for note in system.notes)
    yield f"; {_MEANING[proved]}"
    yield "(set-info :smt-lib-version 2.6)"
    yield "(set-logic QF_LRA)"
    yield f"(set-info :status {'unsat' if proved else 'sat'})"
    yield from (f"(declare-const {_symbol(number)} Real)" for number in system.numbers())
    for row in system.rows:
        yield f"; {row.told}" + ("" if row.weight is None else f"   (weight {row.weight})")
        yield f"(assert (! {_relation(row.sense, row)} :named {row.name}))"
    if system.goals:
        yield from (f"; not {goal.told}" for goal in system.goals)
        negated = [_relation("<", goal) for goal in system.goals]
        either = negated[0] if len(negated) == 1 else f"(or {' '.join(negated)})"
        yield f"(assert {either})"
    yield "(check-sat)"


def _relation(sign: str, row: Row) -> str:
    left, right = map(_sum, row.sides())
    return f"({sign} {left} {right})"


def _sum(terms: Terms) -> str:
    summands = [_product(number, c) for number, c in terms]
    match summands:
        case []:
            return "0"
        case [summand]:
            return summand
        case _:
            return f"(+ {' '.join(summands)})"


def _product(number: str, coefficient: Fraction) -> str:
    size = str(coefficient)
    if coefficient.denominator != 1:
        size = f"(/ {coefficient.numerator} {coefficient.denominator})"
    if not number:
        return size
    return _symbol(number) if coefficient == 1 else f"(* {size} {_symbol(number)})"


def _symbol(number: str) -> str:
    """A symbol of any letters, which none of SMT-LIB's own is; |or| would be `or`."""
    return f"|scalar {number}|" if number in _WORDS.split() else f"|{number}|"
