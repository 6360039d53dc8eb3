"""The benchmarks state what they mean to, and their scripts run."""

import subprocess
import sys
from functools import partial
from importlib import import_module
from pathlib import Path

import pytest

import itip

prove = partial(itip.prove, shannon_only=True)  # these are about Shannon's inequalities
BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
sys.path.append(str(BENCHMARKS))
families = import_module("families")
peers = import_module("peers")

SMALL = 6
EVERY = [(name, n) for name, family in families.FAMILIES.items() for n in family.sizes]


@pytest.mark.parametrize(("name", "n"), [(name, n) for name, n in EVERY if n <= SMALL])
def test_families_state_their_verdicts(name: str, n: int) -> None:
    """What a family says to hold is proved, and what it says not to hold is refuted."""
    for stated in families.FAMILIES[name].make(n):
        verdict = prove(stated.text).verdict
        assert verdict in {"shannon", "not-shannon"}
        assert stated.holds in {None, verdict == "shannon"}, stated.text


@pytest.mark.parametrize(("name", "n"), EVERY)
def test_families_have_n_variables(name: str, n: int) -> None:
    """Statements of every size are in the language, with one goal about n random variables."""
    for stated in families.FAMILIES[name].make(n):
        problem = itip.translate(itip.parse(stated.text))
        assert (len(problem.ground), len(problem.goals)) == (n, 1)


def test_families_are_deterministic() -> None:
    """A family states the same each time."""
    for name in ("dense", "bayesian"):
        assert families.FAMILIES[name].make(7) == families.FAMILIES[name].make(7)


@pytest.mark.parametrize("kind", ["true", "mixed", "almost"])
def test_random_sums_keep_their_variables_apart(kind: str) -> None:
    """In a random sum no variable is idle, and no two occur only together."""
    for stated in families.FAMILIES["sparse"].make(12):
        (goal,) = itip.translate(itip.parse(stated.text)).goals
        where = {tuple(s >> i & 1 for s, _ in goal.expression.entropies) for i in range(12)}
        assert stated.kind != kind or (len(where) == 12 and any(map(any, where)))


def test_peers_get_joint_entropies_with_integers() -> None:
    """Both peers are told the claim, then each given; no argument begins with a minus."""
    problem = itip.translate(itip.parse("I(X;Z) <= 1/2 I(X;Y) given X -> Y -> Z, H(Z) = 0"))
    told = [
        "2 H(X,Z) + 1 H(Y) >= 1 H(X) + 2 H(Z) + 1 H(X,Y)",
        "1 H(X,Y) + 1 H(Z,Y) = 1 H(Y) + 1 H(X,Z,Y)",
        "1 H(Z) = 0",
    ]
    assert peers.minitip(problem) == ["minitip", "-S", "-q", *told]
    assert peers.citip(problem) == ["Citip", *told]


@pytest.mark.parametrize("text", ["H(X) <= R", "H(X) <= 1", "0 <= I(X;Y) <= H(X)"])
def test_peers_are_not_asked_what_they_cannot_read(text: str) -> None:
    """Scalars, constants and several claims at once have no words there."""
    problem = itip.translate(itip.parse(text))
    assert peers.minitip(problem) is None
    assert peers.citip(problem) is None


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("I(X;Z) <= I(X;Y) given X -> Y -> Z", 0),
        ("I(X;Y) <= I(X;Z) given X -> Y -> Z", 1),
        ("I(X;Y|Z) = 0", 1),
        ("I(X;Y|Z) = 0 given H(X) = 0", 0),
        ("H(X,Y) <= 2 R given H(X) <= R, H(Y) <= R", 0),
        ("H(X,Y) <= R", 1),
        ("H(X,Y) <= 3 given H(X) <= 1, H(Y) <= 2", 0),
        ("H(X,Y) <= 3 given H(X) <= 1, H(Y) <= 3", 1),
    ],
)
def test_the_plain_model_agrees(text: str, status: int) -> None:
    """The yardstick answers the question that itip answers."""
    command = [sys.executable, str(BENCHMARKS / "peers.py")]
    assert subprocess.run(command, input=text, text=True, check=False).returncode == status
    assert prove(text).verdict == ("shannon", "not-shannon")[status]


def test_scale_prints_a_line_for_each_kind() -> None:
    """The script ends well, in lines that fit, with itip's verdicts among them."""
    command = [sys.executable, str(BENCHMARKS / "scale.py"), "--family", "chain", "--max-n", "4"]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    lines = run.stdout.splitlines()
    assert max(map(len, lines)) <= 100
    shown = [line.split()[:6] for line in lines if line.startswith("chain")]
    assert shown == [["chain", kind, "4", "15", "30", kind] for kind in ("true", "false")]


def test_check_prints_its_table() -> None:
    """The script ends well, which it does only if all statements are as expected."""
    library = BENCHMARKS.parent / "inequalities" / "markov.itip"
    command = [sys.executable, str(BENCHMARKS / "check.py"), "--statements", "200", str(library)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    head, *lines = run.stdout.splitlines()
    assert "200 statements" in head
    assert len(lines) == 7
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize(
    ("options", "first"),
    [
        (("--every", "60"), "4 statements proved by the copies that they name"),
        (("--every", "300", "--search", "9"), "1 of 1 proved by copies that are sought"),
    ],
    ids=["named", "sought"],
)
def test_copies_prints_its_tables(options: tuple[str, ...], first: str) -> None:
    """The script ends well, which it does only if what names its copies is proved by them."""
    command = [sys.executable, str(BENCHMARKS / "copies.py"), *options]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    head, *lines = run.stdout.splitlines()
    assert head == first
    assert lines
    assert max(map(len, lines)) <= 100


def test_short_prints_its_table() -> None:
    """The script ends well, and no proof becomes longer."""
    command = [sys.executable, str(BENCHMARKS / "short.py"), "--max-n", "4"]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    _, *lines = run.stdout.splitlines()
    assert len(lines) > 10
    assert max(map(len, lines)) <= 80
    for line in lines:
        *_, before, read, _, _ = line.split()
        assert int(read) <= int(before)
