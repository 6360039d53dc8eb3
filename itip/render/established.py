"""What a verified certificate establishes, and of which random variables, in lines."""

from __future__ import annotations

from collections.abc import Iterator

from itip.entropy.words import words
from itip.evidence import Proof
from itip.language import show
from itip.render.blocks import Block, line
from itip.render.counterexample import meaning, violated
from itip.verdict import Decided, Disproved, NotProvable, Proved, message


def established(outcome: Decided) -> Iterator[Block]:
    """The verdict in a sentence, of what it is true, and by what."""
    said = message(outcome)
    yield line(f"{said[:1].upper()}{said[1:]}.", hang=2)
    match outcome:
        case Proved():
            yield line(_scope(outcome), hang=2)
            yield from _means(outcome)
        case NotProvable():
            yield line("A polymatroid violates it:")
            yield from violated(outcome)
            yield line(meaning(outcome), hang=2)
        case Disproved():
            if said := words(outcome.witness.distribution):
                yield line(f"{said}.", hang=2)
            yield from violated(outcome)


def _scope(outcome: Proved) -> str:
    """Of which random variables the statement is true."""
    used = outcome.used
    if outcome.vacuous:
        return "Neither random variables nor polymatroids satisfy them."
    if "common information" in used:
        return "Of random variables that are not linear, nothing is said."
    if "double Markov" in used:
        return "True of all random variables of finitely many values."
    if "copies" in used:
        return (
            "True of all random variables of finitely many values, and limits of their entropies."
        )
    return "True of all random variables of finite entropy, and of all polymatroids."


def _means(outcome: Proved) -> Iterator[Block]:
    """The variables that are adjoined, and the copies."""
    proofs = [item for item in outcome.evidence if isinstance(item, Proof)]
    adjoined = dict.fromkeys(variable for proof in proofs for variable in proof.adjoined)
    for variable in adjoined:
        groups = "; ".join(map(",".join, variable.of))
        yield line(f"adjoined: {variable.new}, by {variable.rule} of {groups}", hang=2)
    for step in dict.fromkeys(step for proof in proofs for step in proof.steps):
        yield line(f"copy {show(step)}", hang=2)
