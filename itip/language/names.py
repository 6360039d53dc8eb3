"""Names: how they are spelled, taken apart, compared and quoted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "varepsilon": "ε",
    "zeta": "ζ", "eta": "η", "theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ",
    "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "varpi": "ϖ", "rho": "ρ",
    "varrho": "ϱ", "sigma": "σ", "varsigma": "ς", "tau": "τ", "upsilon": "υ", "phi": "ϕ",
    "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ",
    "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ",
    "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip
"""The letter that each command of LaTeX prints."""

LONGEST_NAME = 50

_LONGEST_QUOTE = 40
_CAPITAL = re.compile(r"[A-Z][0-9]*(?:_[0-9]+)*'*")
_FONTS = re.compile("[\u2100-\u214f\U0001d400-\U0001d7ff]")
_CYRILLIC = "АВЕКМНОРСТУХЅІЈаеорсухіјѕГПФ"
_GREEK = "ΑΒΕΖΗΙΚΜΝΟΡΤΧο"
_LOOKALIKES = str.maketrans(
    f"{_CYRILLIC}{_GREEK}Υν", "ABEKMHOPCTYXSIJaeopcyxijsΓΠΦABEZHIKMNOPTXoYv"
)
_COMMANDS = str.maketrans({letter: name.removeprefix("var") for name, letter in GREEK.items()})
_PRIMES_FIRST = re.compile(r"('+)(_?[0-9]+)")
_SUBSCRIPT = re.compile(r"(?<=[^\W\d_])_(?=[0-9])")


def clip(spelled: str) -> str:
    """A spelling, cut to what a message can hold."""
    return spelled if len(spelled) <= _LONGEST_QUOTE else f"{spelled[: _LONGEST_QUOTE - 3]}..."


def quote(spelled: str) -> str:
    """A spelling in quotation marks, cut to what a message can hold."""
    return f"'{clip(spelled)}'"


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that looks most like this one, or ""."""
    from difflib import get_close_matches  # noqa: PLC0415  # only an error pays for it

    return "".join(get_close_matches(word[:_LONGEST_QUOTE], known, n=1))


def plain_letters(source: str) -> str:
    """A text with the letters and digits of mathematical fonts in their plain form."""
    return _FONTS.sub(_plain_letter, source)


def split(name: str) -> tuple[str, ...]:
    """A run of capitals, each with its digits and primes, as the names that it juxtaposes."""
    image = name
    if not name.isascii():
        image = "".join("A" if letter.isupper() else letter for letter in name)
    pieces = _CAPITAL.findall(image)
    if len(pieces) < 2 or "".join(pieces) != image:
        return (name,)
    names, at = [], 0
    for piece in pieces:
        names.append(name[at : at + len(piece)])
        at += len(piece)
    return tuple(names)


def juxtaposed(name: str, known: Collection[str], lengths: Iterable[int]) -> tuple[str, ...]:
    """The different known names that this one is the concatenation of, or ().

    `lengths` are those of the known names.
    """
    last = {0: 0}  # where pieces can end, and the length of the last of them
    for at in range(len(name)):
        if at in last:
            for length in lengths:
                if length < len(name) >= at + length and name[at : at + length] in known:
                    last.setdefault(at + length, length)
    pieces, at = [], len(name)
    while length := last.get(at, 0):
        at -= length
        pieces.append(name[at : at + length])
    return tuple(reversed(pieces)) if len(set(pieces)) > 1 else ()


def likeness(name: str) -> str:
    """What names have in common that differ in look or in meaning too little to be two."""
    if name.isascii() and name.isalnum():
        return name
    if not name.isascii():
        folded = unicodedata.normalize("NFKC", name)
        name = folded.translate(_LOOKALIKES).translate(_COMMANDS)
    return _SUBSCRIPT.sub("", _PRIMES_FIRST.sub(r"\2\1", name))


def foreign_letter(name: str) -> str:
    """A letter in the name that looks like one of another alphabet in it, or ""."""
    alphabets = {alphabet(letter) for letter in name if letter.isalpha()}
    if len(alphabets & {"Latin", "Greek", "Cyrillic"}) > 1:
        for letter in name:
            if letter in _GREEK or alphabet(letter) == "Cyrillic":
                return letter
    return ""


def alphabet(letter: str) -> str:
    """The alphabet of a letter, by the first word of its name in Unicode."""
    return unicodedata.name(letter, "").partition(" ")[0].capitalize()


def _plain_letter(found: re.Match[str]) -> str:
    kind, _, code = unicodedata.decomposition(found[0]).partition(" ")
    return chr(int(code, 16)) if kind == "<font>" else found[0]
