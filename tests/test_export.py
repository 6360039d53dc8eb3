"""`itip export`, and what `itip verify` tells: certificates read, checked, and written anew."""

from __future__ import annotations

import io
import json
import sys
from fractions import Fraction
from pathlib import Path

import pytest

import itip
from itip import cli
from itip.export import coq, lean, smt2
from itip.verdict import Proved

Output = pytest.CaptureFixture[str]

MARKOV = "I(X;Z) <= I(X;Y) given X -> Y -> Z"
HAN = "3 H(A,B,C,D) <= H(A,B,C) + H(A,B,D) + H(A,C,D) + H(B,C,D)"
INGLETON = "I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D)"
XOR = "I(X;Y|Z) <= I(X;Y)"


def certificate(file: Path, statement: str, *, linear: bool = False) -> Path:
    """A file with the certificate of a statement."""
    found = itip.prove(statement, linear=linear)
    assert not isinstance(found, itip.Unknown)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(found.certificate()), "utf-8")
    return file


def proof(statement: str) -> Proved:
    """The proof of a statement."""
    found = itip.prove(statement)
    assert isinstance(found, Proved)
    return found


# export


def test_formats(tmp_path: Path, capsys: Output) -> None:
    """The file is printed, its module named as the certificate's file is."""
    file = certificate(tmp_path / "data-processing.json", MARKOV)
    named = [("data_processing", proof(MARKOV))]
    for style, expected in {
        "coq": coq.export(named), "smt2": smt2.export(named), "lean": lean.export(named),
    }.items():  # fmt: skip
        assert cli.run(["export", "--format", style, "--as-is", str(file)]) == 0
        assert capsys.readouterr() == (expected, "")


def test_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    """- is standard input: what `itip prove --certificate -` prints."""
    assert cli.run(["prove", MARKOV, "--certificate", "-"]) == 0
    document = capsys.readouterr().out.encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(document)))
    assert cli.run(["export", "--format", "coq", "-"]) == 0
    assert "Module evidence.\n" in capsys.readouterr().out


def test_shortened(tmp_path: Path, capsys: Output) -> None:
    """Proofs are shortened, unless they are to be written as they are."""
    found = itip.prove(HAN, solver="exact")
    assert isinstance(found, Proved)
    file = tmp_path / "han.json"
    file.write_text(json.dumps(found.certificate()), "utf-8")
    counts = []
    for options in ([], ["--as-is"]):
        assert cli.run(["export", "--format", "smt2", *options, str(file)]) == 0
        counts.append(capsys.readouterr().out.count(":named s"))
    assert counts[0] < counts[1] == len(found.evidence[0].shannon)


def test_directories(tmp_path: Path, capsys: Output) -> None:
    """A directory is walked; one is written to: coq with its libraries, smt2 a file for each."""
    source, place = tmp_path / "evidence", tmp_path / "out"
    certificate(source / "a" / "one.json", MARKOV)
    certificate(source / "b" / "one.json", HAN)
    certificate(source / "b" / "2.json", "H(X) >= 0")
    for style, files in {
        "smt2": ["c2.smt2", "one.smt2", "one_2.smt2"],
        "lean": ["certificates.lean"],
        "coq": ["certificates.v", *coq.libraries()],
    }.items():
        output = place / style
        arguments = ["export", "--format", style, "--output", str(output), str(source)]
        assert cli.run(arguments) == 0
        assert capsys.readouterr() == ("", "")
        assert sorted(path.name for path in output.iterdir()) == sorted(files)
    assert "Module one_2.\n" in (place / "coq" / "certificates.v").read_text("utf-8")


def test_output_to_a_file(tmp_path: Path, capsys: Output) -> None:
    """A file is written where it is named, in the directory that there is."""
    file = certificate(tmp_path / "one.json", MARKOV)
    output = tmp_path / "proof.smt2"
    assert cli.run(["export", "--format", "smt2", "--output", str(output), str(file)]) == 0
    assert capsys.readouterr() == ("", "")
    assert "(check-sat)" in output.read_text("utf-8")
    blocked = output / "inside.smt2"
    assert cli.run(["export", "--format", "smt2", "--output", str(blocked), str(file)]) == 2
    assert "inside.smt2" in capsys.readouterr().err


def test_a_certificate_is_not_replaced(tmp_path: Path, capsys: Output) -> None:
    """Where the first of a list of certificates is taken for the output, none is lost."""
    first, second = (certificate(tmp_path / name, MARKOV) for name in ("a.json", "b.json"))
    before = first.read_text("utf-8")
    for read in ([second, first], [tmp_path]):
        arguments = [
            "export",
            "--format",
            "coq",
            "--output",
            f"{tmp_path}/../{tmp_path.name}/a.json",
        ]
        assert cli.run([*arguments, *map(str, read)]) == 2
        assert "a.json would replace a certificate." in capsys.readouterr().err
    assert first.read_text("utf-8") == before


def test_full(tmp_path: Path, capsys: Output) -> None:
    """--full writes all elemental inequalities, and so what is not proved too."""
    file = certificate(tmp_path / "xor.json", XOR)
    assert cli.run(["export", "--format", "smt2", "--full", str(file)]) == 0
    out = capsys.readouterr().out
    assert out.count(":named s") == 9
    assert "(set-info :status sat)\n" in out


def test_not_written(tmp_path: Path, capsys: Output) -> None:
    """What is rejected, cannot be read, or has no proof is named, and the rest is written."""
    good = certificate(tmp_path / "good.json", MARKOV)
    false = certificate(tmp_path / "false.json", XOR)
    spoiled = tmp_path / "spoiled.json"
    spoiled.write_text(good.read_text("utf-8").replace('"-1"', '"-2"'), "utf-8")
    no_certificate = tmp_path / "nothing.json"
    no_certificate.write_text("{}", "utf-8")
    missing = tmp_path / "missing.json"
    for files, status, told in (
        ([spoiled], 1, f"{spoiled}: rejected: the sum is not as claimed"),
        ([no_certificate], 1, f"{no_certificate}: rejected: the document has an unknown key"),
        ([missing], 2, f"{missing}: cannot be read: No such file or directory"),
        ([false], 2, f"{false}: random variables violate it: there is no proof to write"),
        ([good, spoiled, false], 2, "rejected"),
    ):
        assert cli.run(["export", "--format", "smt2", *map(str, files)]) == status
        out, err = capsys.readouterr()
        assert told in err
        assert ("(check-sat)" in out) == (good in files)


@pytest.mark.parametrize(
    ("arguments", "told"),
    {
        "no format": (["certificate.json"], "Missing option '--format'"),
        "an unknown format": (["--format", "isabelle", "c.json"], "'isabelle' is not one of"),
        "no certificate": (["--format", "coq"], "Missing argument 'CERTIFICATE...'"),
        "all inequalities for coq": (["--format", "coq", "--full", "c.json"], "--full goes with"),
    }.values(),
)
def test_bad_use(arguments: list[str], told: str, capsys: Output) -> None:
    """What cannot be meant is refused: exit 2."""
    assert cli.run(["export", *arguments]) == 2
    assert told in capsys.readouterr().err


def test_too_many_variables(tmp_path: Path, capsys: Output) -> None:
    """All elemental inequalities of seven variables are refused in a sentence."""
    names = "ABCDEFG"
    joint = f"H({','.join(names)}) <= {' + '.join(f'H({name})' for name in names)}"
    file = certificate(tmp_path / "seven.json", joint)
    assert cli.run(["export", "--format", "smt2", "--full", str(file)]) == 2
    assert "at most 6 variables; here are 7" in capsys.readouterr().err


def spread(file: Path, statement: str, key: str) -> None:
    """A certificate in which long numbers, with coprime denominators, add up to the old ones."""
    document = json.loads(certificate(file, statement).read_text("utf-8"))
    (item,) = document["evidence"]
    long = [Fraction(1, 10**1900 + k) for k in (1, 3, 7)]
    if key == "outcomes":
        for outcome, more, less in zip(item[key], [*long, 0], [0, *long], strict=True):
            outcome["p"] = str(Fraction(1, 4) + more - less)
    else:
        one, *parts = [("X", "YZ", ""), ("X", "Z", ""), ("X", "Y", "Z")]
        weighted = [(one, w) for w in long]
        weighted += [(part, Fraction(1, 3) - w) for part in parts for w in long]
        item[key] = [
            {"a": [*a], "b": [*b], "given": [*given], "weight": str(weight)}
            for (a, b, given), weight in weighted
        ]
    file.write_text(json.dumps(document), "utf-8")


def test_numbers_too_long_to_write(tmp_path: Path, capsys: Output) -> None:
    """A file whose numbers would pass the 4300 digits that Python writes is refused: exit 2."""
    file = tmp_path / "it.json"
    spread(file, XOR, "outcomes")
    assert cli.run(["verify", "--quiet", str(file)]) == 0
    assert cli.run(["export", "--format", "coq", str(file)]) == 2
    told = f"{file}: it cannot be exported: its numbers become too long\n"
    assert capsys.readouterr() == ("", told)


# verify


@pytest.mark.parametrize(
    ("statement", "verdict", "told"),
    {
        "Shannon": (
            MARKOV, "shannon",
            ["It follows from the Shannon inequalities and the givens.",
             "True of all random variables of finite entropy, and of all polymatroids."],
        ),
        "copies": (
            "2 I(C;D) <= I(A;B) + I(A;C,D) + 3 I(C;D|A) + I(C;D|B)", "non-shannon",
            ["It follows from the Shannon inequalities of copies.", "copy R = A over C,D",
             "of finitely many values, and limits of their"],
        ),
        "double Markov": (
            f"{INGLETON} given I(A;B|C) = 0, I(A;C|B) = 0", "non-shannon",
            ["True of all random variables of finitely many values.",
             "adjoined: W, by double Markov of A; B; C"],
        ),
        "linear": (
            INGLETON, "linear",
            ["It holds of linear random variables", "that are not linear, nothing is said.",
             "adjoined: W, by common information of A; B"],
        ),
        "false": (
            XOR, "false",
            ["Random variables violate it.", "Z = X xor Y", "1 <= 0 does not hold"],
        ),
        "vacuous": (
            "H(X) >= 7 given H(X) = 1, H(X) = 2", "shannon",
            ["The givens contradict each other", "Neither random variables nor polymatroids"],
        ),
    }.values(),
)  # fmt: skip
def test_told(
    statement: str, verdict: str, told: list[str], tmp_path: Path, capsys: Output
) -> None:
    """What is established stands below the statement: of which random variables, and by what."""
    file = certificate(tmp_path / "it.json", statement, linear=verdict == "linear")
    assert cli.run(["verify", str(file)]) == 0
    first, *rest = capsys.readouterr().out.splitlines()
    assert first == f"{file}: verified: {verdict}: {statement}"
    assert all(row.startswith("    ") for row in rest)
    assert all(words in "\n".join(rest) for words in told)


def test_polymatroid_told(tmp_path: Path, capsys: Output) -> None:
    """A polymatroid is told of with the values of both sides, and with what it means."""
    found = itip.prove(INGLETON, shannon_only=True)
    assert isinstance(found, itip.NotProvable)
    file = tmp_path / "it.json"
    file.write_text(json.dumps(found.certificate()), "utf-8")
    assert cli.run(["verify", str(file)]) == 0
    out = capsys.readouterr().out
    assert "    It does not follow from the Shannon inequalities.\n" in out
    assert "    This does not by itself make it false: " in out
    assert "    I(A;B) = 1\n" in out


def test_elemental(tmp_path: Path, capsys: Output) -> None:
    """A proof is expanded to elemental inequalities, with weights and givens, if that is asked."""
    file = certificate(
        tmp_path / "it.json", "I(W;Z|V) <= I(X;Y|V) given (W,V) -> (X,V) -> (Y,V) -> (Z,V)"
    )
    assert cli.run(["verify", "--elemental", str(file)]) == 0
    out = capsys.readouterr().out
    assert "By elemental inequalities, checked again:" in out
    assert "given (W,V) -> (X,V) -> (Y,V) -> (Z,V)" in out.replace("\n", " ")
    assert cli.run(["verify", "--elemental", "--quiet", str(file)]) == 0
    assert capsys.readouterr() == ("", "")


def test_givens_are_not_joined_to_elementals(tmp_path: Path, capsys: Output) -> None:
    """Expanded, a given stands for itself, not for what it forces to be 0."""
    file = certificate(tmp_path / "it.json", "X -> Y -> Z given Z = f(Y)")
    assert cli.run(["verify", "--elemental", str(file)]) == 0
    out = capsys.readouterr().out
    assert (
        "      -I(X;Z|Y)\n        = H(Z|X,Y)     >= 0\n          - H(Z|Y)      = 0  given" in out
    )


def test_not_expanded(tmp_path: Path, capsys: Output) -> None:
    """A proof that would become too long is accepted, and said not to be expanded: exit 3."""
    names = [f"X{k}" for k in range(1, 19)]
    joint = f"H({','.join(names)}) <= {' + '.join(f'H({name})' for name in names)}"
    file = certificate(tmp_path / "it.json", joint)
    assert cli.run(["verify", str(file), "--elemental"]) == 3
    out, err = capsys.readouterr()
    assert out.startswith(f"{file}: verified: shannon: ")
    assert "not expanded: " in err
    assert cli.run(["verify", str(file)]) == 0


def test_numbers_too_long_to_expand(tmp_path: Path, capsys: Output) -> None:
    """A proof that has longer numbers by elemental inequalities is not expanded: exit 3."""
    file = tmp_path / "it.json"
    spread(file, "I(X;Y,Z) >= 0", "shannon")
    assert cli.run(["verify", "--elemental", str(file)]) == 3
    assert f"{file}: not expanded: its weights become too long" in capsys.readouterr().err


def test_more_than_itip_writes(tmp_path: Path, capsys: Output) -> None:
    """What the kernel accepts and itip would not write is verified; exported it is not."""
    document = proof("H(X) >= 0").certificate()
    document["evidence"][0] |= {"steps": [{"over": [], "blocks": [[]]}], "equalities": []}
    document["verdict"] = "non-shannon"
    file = tmp_path / "it.json"
    file.write_text(json.dumps(document), "utf-8")
    assert cli.run(["verify", str(file)]) == 0
    assert "What it uses is not shown: copy step 1" in capsys.readouterr().out
    assert cli.run(["export", "--format", "smt2", str(file)]) == 2
    assert f"{file}: copy step 1: a copy names no variable" in capsys.readouterr().err
