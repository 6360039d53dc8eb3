"""Verdicts to a file of Coq: a module for each, which states it and has its evidence checked.

The file requires libraries, which are of this package: definitions, and verified checkers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.resources import files

from itip.errors import ItipError
from itip.export.coq.names import Vocabulary, identifiers
from itip.export.coq.statements import problem, proposition
from itip.export.coq.text import comment, sentence
from itip.export.coq.theorems import theorems
from itip.language import show
from itip.verdict import Decided, Proved, message

_LIBRARIES = ("ItipCheck", "ItipEntropy", "ItipCopies", "ItipWitness")
_HEAD = """\
(* Information inequalities that itip has decided, for Coq to check.

   Each module has a statement in the terms of its author, the same as a checker takes it, the
   evidence, of which nothing is believed, and theorems. Hc h A C is H(A|C), Ic h A B C is
   I(A;B|C), Co h [A; B; C] D is I(A;B;C|D), with the joint entropies h(S) in bits; sets of
   variables are numbers, a bit for each variable, and 0 is the empty set.

   What entropies and random variables are, and the checkers, with proofs that they are right, is
   in libraries of itip, which `itip export --format coq --output DIRECTORY` writes too. They are
   compiled first, in the directory of this file:

{compile}
   Then coqc accepts this file, or says what is wrong. *)

Require Import {libraries}.
"""


def export(verdicts: Sequence[tuple[str, Decided]]) -> str:
    """One file, with a module for each verdict, named like the label beside it.

    ItipError for a verdict that Coq cannot check by these libraries.
    """
    modules = identifiers(label for label, _ in verdicts)
    written = [
        _module(module, label, verdict)
        for module, (label, verdict) in zip(modules, verdicts, strict=True)
    ]
    needed = {_checker(verdict) for _, verdict in verdicts} | {"ItipCheck", "ItipEntropy"}
    used = [library for library in _LIBRARIES if library in needed]
    compiled = "".join(f"     coqc {library}.v\n" for library in used)
    return "\n\n".join([_HEAD.format(compile=compiled, libraries=" ".join(used)), *written])


def libraries() -> dict[str, str]:
    """The texts of the libraries, by the names of their files, in the order to compile them."""
    folder = files("itip.export") / "libraries"
    return {f"{name}.v": (folder / f"{name}.v").read_text("utf-8") for name in _LIBRARIES}


def _checker(verdict: Decided) -> str:
    """The library whose checker takes the evidence."""
    if isinstance(verdict, Proved):
        return "ItipCopies" if verdict.used else "ItipCheck"
    return "ItipWitness"


def _module(module: str, label: str, verdict: Decided) -> str:
    names = Vocabulary.of(verdict.problem)
    try:
        parts = [*_statement(verdict, names), *theorems(verdict, names)]
    except ItipError as error:
        raise ItipError(f"{label} cannot be exported to Coq: {error}") from error
    said = (
        f"{show(replace(verdict.statement, expect=None))}\n{verdict.verdict}: {message(verdict)}"
    )
    return "\n".join([comment(said), f"Module {module}.", *parts, f"End {module}.\n"])


def _statement(verdict: Decided, names: Vocabulary) -> Iterator[str]:
    for i, (name, identifier) in enumerate(names.variables.items()):
        yield f"Definition {identifier} : N := {1 << i}.{_instead(name, identifier)}"
    for name, identifier in names.scalars.items():
        if name != identifier:
            yield comment(f"{identifier} is the scalar {name}")
    head = f"Definition statement (h : N -> R){names.reals} : Prop :="
    yield sentence(f"{head}\n{proposition(verdict.statement, names)}.")
    yield sentence(f"Definition reified : problem :=\n{problem(verdict.statement, names)}.")


def _instead(name: str, identifier: str) -> str:
    return "" if name == identifier else f"  {comment(name)}"
