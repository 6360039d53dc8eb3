"""Evidence that is kept: looked for, checked again, and never believed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

import itip
from itip.batch import cache as kept_evidence
from itip.batch import work
from itip.batch.cache import Cache
from itip.batch.order import Limits, Order
from itip.batch.outcome import Outcome
from itip.entropy.translate import translate
from itip.language import parse
from itip.language.files import Entry
from itip.prover.method import SHANNON_ONLY, Search

TRUE = "I(X;Z) <= I(X;Y) given X -> Y -> Z"
FALSE = "I(X;Y) <= I(X;Y|Z)"
SLOW = "I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D) + I(A;E|B,F)"
ZHANG_YEUNG = "2 I(C;D) <= I(A;B) + I(A;C,D) + 3 I(C;D|A) + I(C;D|B)"  # true, by copies
INGLETON = "I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D)"
HUGE = "9" * 9999
NO_MEMORY = Limits(megabytes=1)


@pytest.fixture
def order(tmp_path: Path) -> Order:
    """An order with a cache, for outcomes with certificates."""
    return Order(Limits(60), str(tmp_path / "cache"), certificates=True)


def decide(text: str, order: Order) -> Outcome:
    """What becomes of a statement."""
    return work.decide(Entry("paper.itip", 1, "", text), order)


def files(order: Order) -> list[Path]:
    """The files in the cache."""
    return [path for path in Path(order.cache).rglob("*") if path.is_file()]


def write(file: Path, content: object) -> None:
    """Write bytes, or anything else as JSON."""
    file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())


def document(outcome: Outcome) -> dict[str, Any]:
    """The certificate of an outcome."""
    assert outcome.certificate
    found = json.loads(outcome.certificate)
    assert isinstance(found, dict)
    return found


@pytest.fixture
def no_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is searched for: that is a bug here."""

    def refuse(*_: object) -> None:
        raise AssertionError("a search")

    monkeypatch.setattr(work, "prove_problem", refuse)


KINDS = {
    "proof": TRUE,
    "random variables": FALSE,
    "counterexample": f"{FALSE} expect unprovable",
    "contradiction": "H(X) >= 7 given H(X) = 1, H(X) = 2",
    "equality": "H(X,Y) = H(X)",
    "chain": "0 <= I(X;Y|Z) <= H(X|Z) <= H(X)",
    "scalars": "R >= H(X|Y) given R + H(Y) >= H(X), R <= 12345/67891",
    "proof and random variables": "H(X) <= H(X,Y) <= H(Y)",
    "nothing random": "0 <= 1",
    "classes": " + ".join(f"H(X{i})" for i in range(20))
    + f" >= H({','.join(f'X{i}' for i in range(20))})",
}


@pytest.mark.parametrize("statement", KINDS.values(), ids=KINDS)
def test_recalled(statement: str, order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second time the evidence is the same, without a search, and the kernel checks it."""
    first = decide(statement, order)
    assert not first.recalled
    monkeypatch.setattr(work, "prove_problem", None)
    checked: list[object] = []
    check = itip.kernel.check  # type: ignore[attr-defined]

    def counted(found: object) -> object:
        checked.append(found)
        return check(found)

    monkeypatch.setattr("itip.kernel.check", counted)
    again = decide(statement, order)
    assert replace(again, seconds=first.seconds, recalled=False) == first
    assert again.recalled
    assert len(checked) == 1
    assert len(files(order)) == 1


def test_without_a_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a cache nothing is written anywhere."""
    monkeypatch.chdir(tmp_path)
    assert not decide(TRUE, Order(Limits())).recalled
    assert not decide(TRUE, Order(Limits())).recalled
    assert not list(tmp_path.iterdir())


# Spoiled files


def changed(change: Callable[[dict[str, Any]], object]) -> Callable[[bytes], bytes]:
    """What a change of the document makes of the file."""

    def spoil(data: bytes) -> bytes:
        found = json.loads(data)
        change(found)
        return json.dumps(found).encode()

    return spoil


def foreign(statement: str, *, shannon_only: bool = False) -> Callable[[bytes], bytes]:
    """Another certificate in the place of this statement's, as of another statement."""

    def spoil(_: bytes) -> bytes:
        verdict = itip.prove(statement, shannon_only=shannon_only)
        assert not isinstance(verdict, itip.Unknown)
        return json.dumps(verdict.certificate()).encode()

    return spoil


SPOILED: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "truncated": lambda data: data[:-20],
    "one byte": lambda data: data[:1],
    "not JSON": lambda data: data.replace(b":", b";"),
    "not UTF-8": lambda data: data.replace(b"shannon", b"shann\xff"),
    "zeros": lambda data: bytes(len(data)),
    "a byte-order mark": lambda data: b"\xef\xbb\xbf" + data,
    "two documents": lambda data: data + data,
    "a list": lambda data: b"[" + data + b"]",
    "a number": lambda _: b"1",
    "null": lambda _: b"null",
    "a deep nest": lambda _: b"[" * 200_000,
    "a deep nest in it": lambda data: data[:-1] + b', "x": ' + b"[" * 200_000,
    "no problem": changed(lambda d: d.pop("problem")),
    "no evidence": changed(lambda d: d.update(evidence=[])),
    "no verdict": changed(lambda d: d.pop("verdict")),
    "the opposite verdict": changed(lambda d: d.update(verdict="not-shannon")),
    "a better verdict": changed(lambda d: d.update(verdict="non-shannon")),
    "another format": changed(lambda d: d.update(format="itip-certificat")),
    "a later version": changed(lambda d: d.update(version=2)),
    "a true version": changed(lambda d: d.update(version=True)),
    "another weight": changed(lambda d: d["evidence"][0]["shannon"][0].update(weight="2")),
    "a weight below zero": changed(lambda d: d["evidence"][0]["shannon"][0].update(weight="-1")),
    "an endless weight": changed(lambda d: d["evidence"][0]["shannon"][0].update(weight=HUGE)),
    "a float": changed(lambda d: d["evidence"][0].update(constant=0.0)),
    "copies without a name": changed(
        lambda d: (
            d.update(verdict="non-shannon"),
            d["evidence"][0].update(steps=[{"over": [], "blocks": [[]]}], equalities=[]),
        )
    ),
    "another term": changed(lambda d: d["evidence"][0]["shannon"][0].update(a=["Z"])),
    "an unknown variable": changed(lambda d: d["evidence"][0]["shannon"][0].update(a=["Q"])),
    "a missing key": changed(lambda d: d["evidence"][0].pop("constant")),
    "one key more": changed(lambda d: d["evidence"][0].update(more="")),
    "the goal changed too": changed(lambda d: d["problem"]["goals"][0].update(sense="=")),
    "a given more": changed(lambda d: d["problem"]["givens"].append(d["problem"]["givens"][0])),
    "of another statement": foreign("H(X) >= 0"),
    "of a weaker statement": foreign("I(X;Z) <= H(X) given X -> Y -> Z"),
    "of one with more givens": foreign(f"{TRUE}, H(X) = 0"),
    "of the same with other names": foreign("I(A;C) <= I(A;B) given A -> B -> C"),
    "of a false one": foreign(FALSE),
}  # fmt: skip


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=SPOILED)
def test_spoiled(spoil: Callable[[bytes], bytes], order: Order) -> None:
    """What does not hold for this very problem is not believed, and is replaced."""
    first = decide(TRUE, order)
    (file,) = files(order)
    good = file.read_bytes()
    file.write_bytes(spoil(good))
    again = decide(TRUE, order)
    assert not again.recalled
    assert (again.status, again.verdict) == ("expected", "shannon")
    assert document(again) == document(first)
    assert file.read_bytes() == good
    assert decide(TRUE, order).recalled


PROOF = {"kind": "proof", "goal": 0, "direction": ">=", "shannon": [], "givens": []}
FORGED: dict[str, Callable[[bytes], bytes]] = {
    "a true statement made of it": changed(
        lambda d: d.update(verdict="shannon", evidence=[PROOF | {"constant": "0"}])
    ),
    "only not provable": changed(lambda d: d.update(verdict="not-shannon")),
    "the other direction": changed(lambda d: d["evidence"][0].update(direction="<=")),
    "another probability": changed(lambda d: d["evidence"][0]["outcomes"][0].update(p="1/3")),
    "a probability of zero": changed(lambda d: d["evidence"][0]["outcomes"][0].update(p="0")),
    "a float": changed(lambda d: d["evidence"][0]["outcomes"][0].update(p=0.5)),
    "an outcome less": changed(lambda d: d["evidence"][0]["outcomes"].pop()),
    "an outcome twice": changed(
        lambda d: d["evidence"][0].update(outcomes=d["evidence"][0]["outcomes"][:1] * 2)
    ),
    "a value less": changed(lambda d: d["evidence"][0]["outcomes"][0]["values"].pop("X")),
    "another value": changed(lambda d: d["evidence"][0]["outcomes"][1]["values"].update(X=0)),
    "a scalar more": changed(lambda d: d["evidence"][0].update(scalars={"R": "1"})),
    "of another false statement": foreign("I(X;Y) <= I(X;Y|Z) - 1/2"),
    "with a polymatroid": foreign(FALSE, shannon_only=True),
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
def test_forged_refutation(forge: Callable[[bytes], bytes], order: Order) -> None:
    """Random variables in a file are checked again; what is refused is sought afresh."""
    first = decide(FALSE, order)
    assert first.verdict == "false"
    (file,) = files(order)
    good = file.read_bytes()
    file.write_bytes(forge(good))
    again = decide(FALSE, order)
    assert (again.verdict, again.recalled) == ("false", False)
    assert document(again) == document(first)
    assert file.read_bytes() == good
    assert decide(FALSE, order).recalled


def test_a_directory_in_the_place_of_a_file(order: Order) -> None:
    """What cannot be read or replaced is worked around."""
    decide(TRUE, order)
    (file,) = files(order)
    file.unlink()
    (file / "inside").mkdir(parents=True)
    assert (decide(TRUE, order).status, decide(TRUE, order).recalled) == ("expected", False)
    assert not files(order)


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_unwritable(place: str, tmp_path: Path) -> None:
    """Where nothing can be written, nothing is kept, and all is decided as ever."""
    (tmp_path / "file").write_bytes(b"")
    order = Order(Limits(), str(tmp_path / place))
    found = [decide(TRUE, order), decide(TRUE, order)]
    assert [(o.status, o.recalled) for o in found] == [("expected", False)] * 2


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_no_half_file(error: BaseException, order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk, or Ctrl-C, in the middle of a file leaves none of it."""

    class Full:
        @staticmethod
        def dump(_: object, part: Any, **__: object) -> None:  # noqa: ANN401  a text file
            part.write('{"format"')
            raise error

        dumps = json.dumps

    with monkeypatch.context() as patch:
        patch.setattr(kept_evidence, "json", Full)
        if isinstance(error, OSError):
            assert decide(TRUE, order).status == "expected"
        else:
            with pytest.raises(KeyboardInterrupt):
                decide(TRUE, order)
    assert not files(order)


# The same content

SAME = {
    "the letter": (TRUE, TRUE),
    "spaces": (TRUE, "I( X ; Z )<=I( X ; Y )\n  given X->Y->Z # the same"),
    "LaTeX": (TRUE, r"I(X;Z) \le I(X;Y) given X \to Y \to Z"),
    "the sign turned": (FALSE, "I(X;Y|Z) >= I(X;Y)"),
    "expanded": ("I(X;Y) >= 0", "H(X) + H(Y) - H(X,Y) >= 0"),
    "what is expected": (FALSE, f"{FALSE} expect false"),
    "a chain as a relation": ("X -> Y -> Z", "H(X|Y) - H(X|Y,Z) = 0"),
    "a relation as a chain": ("H(X|Y) - H(X|Y,Z) = 0", "X -> Y -> Z"),
    "a contradiction": ("H(X) >= 7 given H(X) = 1, H(X) = 2", "H(X) >= 7 given H(X)=1, H(X)=2"),
    "independence as a relation": ("indep(X, Y)", "I(X;Y) = 0"),
}


@pytest.mark.parametrize(("kept", "asked"), SAME.values(), ids=SAME)
def test_other_words(kept: str, asked: str, order: Order) -> None:
    """Evidence is recalled by what a statement says, and its certificate has the present words."""
    decide(kept, order)
    outcome, afresh = decide(asked, order), decide(asked, replace(order, cache=""))
    assert outcome.recalled
    assert replace(outcome, recalled=False, seconds=0) == replace(afresh, seconds=0)
    assert itip.verify(outcome.certificate or "").verdict == outcome.verdict
    assert document(outcome)["statement"]["claim"] == outcome.claim


OTHER = {
    "other names": (FALSE, "I(A;B) <= I(A;B|C)"),
    "another order of names": ("I(X;Y) >= 0", "I(Y;X) >= 0"),
    "another coefficient": ("2 H(X) >= H(X)", "3 H(X) >= H(X)"),
    "another given": (f"{FALSE} given H(X) = 1", f"{FALSE} given H(X) = 2"),
    "a given less": (f"{FALSE} given H(X) = 1", FALSE),
    "an equality": ("I(X;Y) >= 0", "I(X;Y) = 0"),
}


@pytest.mark.parametrize(("kept", "asked"), OTHER.values(), ids=OTHER)
def test_other_content(kept: str, asked: str, order: Order) -> None:
    """What says something else, even if only in its names, is not recalled."""
    decide(kept, order)
    assert not decide(asked, order).recalled


def test_another_version(order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    """What another version of itip kept is not looked at, and not lost either."""
    decide(TRUE, order)
    with monkeypatch.context() as patch:
        patch.setattr(work, "itip_version", lambda: "0.0.1")
        assert not decide(TRUE, order).recalled
        assert decide(TRUE, order).recalled
    assert decide(TRUE, order).recalled
    assert len(files(order)) == 2


def test_a_translation_that_fails(order: Order) -> None:
    """A statement that is too large to be put in coordinates has no place in the cache."""
    large = f"H({','.join(f'X{i}' for i in range(2000))}) >= I(X1;X2;X3;X4;X5;X6;X7;X8;X9;Y;Z;W)"
    assert decide(large, replace(order, limits=NO_MEMORY)).verdict in ("unknown", "shannon")


# Resume


def test_resumed(order: Order, request: pytest.FixtureRequest) -> None:
    """With --resume what the same limits cut short is not tried again, for the same reason."""
    limited = replace(order, limits=NO_MEMORY, resume=True)
    first = decide(SLOW, limited)
    assert (first.status, first.verdict, first.recalled) == ("unknown", "unknown", False)
    request.getfixturevalue("no_search")
    again = decide(SLOW, limited)
    assert replace(again, seconds=first.seconds, recalled=False) == first
    assert again.recalled


AGAIN: dict[str, Callable[[Order], Order]] = {
    "a longer search": lambda order: replace(order, limits=replace(NO_MEMORY, search=Search(9))),
    "no search": lambda order: replace(order, limits=replace(NO_MEMORY, search=SHANNON_ONLY)),
    "without --resume": lambda order: replace(order, resume=False),
    "more memory": lambda order: replace(order, limits=Limits(megabytes=2)),
    "less memory": lambda order: replace(order, limits=Limits(megabytes=0.5)),
    "a time limit too": lambda order: replace(order, limits=Limits(60, 1)),
    "another cache": lambda order: replace(order, cache=f"{order.cache}-2"),
}


@pytest.mark.parametrize("change", AGAIN.values(), ids=AGAIN)
def test_tried_again(change: Callable[[Order], Order], order: Order) -> None:
    """Under any other limits, and without --resume, it is tried again."""
    limited = replace(order, limits=NO_MEMORY, resume=True)
    decide(SLOW, limited)
    assert not decide(SLOW, change(limited)).recalled


NOTES: dict[str, object] = {
    "empty": b"",
    "not JSON": b"{",
    "a list": [],
    "no reason": {"limits": asdict(NO_MEMORY)},
    "a reason that is none": {"limits": asdict(NO_MEMORY), "reason": 1},
    "an empty reason": {"limits": asdict(NO_MEMORY), "reason": ""},
    "no limits": {"reason": "no time"},
    "limits that are none": {"limits": 1, "reason": "no time"},
    "limits of which one is not there": {"limits": {"megabytes": 1}, "reason": "no time"},
    "a deep nest": b"[" * 200_000,
    "not UTF-8": b"\xff\xfe\xfd",
}


@pytest.mark.parametrize("note", NOTES.values(), ids=NOTES)
def test_spoiled_note(note: object, order: Order) -> None:
    """A note of an earlier failure that is spoiled is no reason to give up."""
    limited = replace(order, limits=NO_MEMORY, resume=True)
    decide(SLOW, limited)
    (file,) = files(order)
    write(file, note)
    again = decide(SLOW, limited)
    assert (again.status, again.recalled) == ("unknown", False)


def test_evidence_is_better_than_a_note(order: Order) -> None:
    """What was found under larger limits is recalled under those that were too small."""
    limited = replace(order, limits=NO_MEMORY, resume=True)
    assert decide(SLOW, limited).verdict == "unknown"
    assert decide(SLOW, order).verdict == "false"
    again = decide(SLOW, limited)
    assert (again.verdict, again.recalled) == ("false", True)


def test_unknown_is_no_evidence(order: Order) -> None:
    """A note of failure never makes a verdict: only with the evidence there is one."""
    statement = parse(SLOW)
    problem = translate(statement)
    cache = Cache.of(problem, order.cache, work.itip_version())
    cache.keep(itip.Unknown(statement, problem, "no time"), Limits(1))
    assert cache.recall(statement, Limits(1, search=SHANNON_ONLY)) is None
    assert cache.gave_up(Limits(1)) == "no time"
    assert cache.gave_up(Limits(2)) is None


# Random variables sought in vain


@pytest.fixture
def in_vain(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """No search for random variables or copies finds any; the list grows by one in each."""
    searches: list[str] = []

    def search(*_: object) -> Iterator[None]:
        searches.append("in vain")
        return iter(())

    monkeypatch.setattr("itip.prover.witness.search", search)
    monkeypatch.setattr("itip.prover.copies.search", lambda *_: iter(()))
    return searches


def searching(order: Order, seconds: float) -> Order:
    """The order with so many seconds for a search."""
    return asking(order, Search(seconds))


def asking(order: Order, search: Search) -> Order:
    """The order with this search."""
    return replace(order, limits=replace(order.limits, search=search))


def test_sought_in_vain(order: Order, in_vain: list[str]) -> None:
    """Beside a polymatroid it is kept what was sought, and for how long."""
    assert decide(ZHANG_YEUNG, searching(order, 2.5)).verdict == "not-shannon"
    note, kept = sorted(files(order), key=lambda file: file.suffix == ".json")
    assert note == kept.with_suffix(".search")
    assert json.loads(note.read_text("utf-8")) == {
        "seconds": 2.5,
        "witness": True,
        "copies": 6,
        "linear": False,
        "steps": [],
    }
    assert len(in_vain) == 1


def test_not_sought(order: Order, in_vain: list[str]) -> None:
    """Where none were sought, nothing says so."""
    decide(ZHANG_YEUNG, searching(order, 0))
    decide(f"{FALSE} expect unprovable", order)
    assert {file.suffix for file in files(order)} == {".json"}
    assert not in_vain


SOUGHT = {
    "as long": (5, 5, True),
    "shorter": (5, 1, True),
    "not at all": (5, 0, True),
    "not at all, twice": (0, 0, True),
    "longer": (5, 6, False),
    "a little longer": (0.5, 0.75, False),
    "for the first time": (0, 1, False),
}


ALSO = {
    "the same": (Search(copies=4), Search(copies=4), True),
    "fewer copies": (Search(copies=4), Search(copies=3), True),
    "no copies": (Search(copies=4), Search(copies=0), True),
    "more copies": (Search(copies=4), Search(copies=5), False),
    "no random variables": (Search(), Search(witness=False), True),
    "random variables": (Search(witness=False), Search(), False),
}


@pytest.mark.parametrize("case", ALSO.values(), ids=ALSO)
@pytest.mark.usefixtures("in_vain")
def test_more_is_sought(case: tuple[Search, Search, bool], order: Order) -> None:
    """A polymatroid is recalled unless more is sought now."""
    before, now, recalled = case
    decide(ZHANG_YEUNG, asking(order, before))
    again = decide(ZHANG_YEUNG, asking(order, now))
    assert (again.verdict, again.recalled) == ("not-shannon", recalled)


def test_for_linear_ones(order: Order) -> None:
    """What is true of linear random variables only does not count where all are meant."""
    for recalled in (False, True):
        for expected in ("linear", "false"):
            again = decide(f"{INGLETON} expect {expected}", order)
            assert (again.verdict, again.recalled) == (expected, recalled)


@pytest.mark.usefixtures("in_vain")
def test_other_copies(order: Order) -> None:
    """A polymatroid is not recalled where other copies are given; a proof by them is kept."""
    bad, good = (f"{ZHANG_YEUNG} copy R = {of} over C,D" for of in ("B", "A"))
    for text, known in ((ZHANG_YEUNG, False), (bad, False), (bad, True), (good, False)):
        assert decide(text, order).recalled == known
    assert decide(good, order).verdict == decide(ZHANG_YEUNG, order).verdict == "non-shannon"


@pytest.mark.parametrize("resume", [False, True])
@pytest.mark.parametrize("case", SOUGHT.values(), ids=SOUGHT)
def test_sought_again(
    case: tuple[float, float, bool],
    resume: bool,  # noqa: FBT001
    order: Order,
    in_vain: list[str],
) -> None:
    """A polymatroid is recalled unless random variables are now sought for longer."""
    before, now, recalled = case
    kept = replace(order, resume=resume)
    decide(ZHANG_YEUNG, searching(kept, before))
    searches = len(in_vain)
    again = decide(ZHANG_YEUNG, searching(kept, now))
    assert (again.verdict, again.recalled) == ("not-shannon", recalled)
    assert len(in_vain) - searches == (not recalled)
    assert decide(ZHANG_YEUNG, searching(kept, max(before, now))).recalled


def test_where_none_are_sought(order: Order, in_vain: list[str]) -> None:
    """What is expected to be unprovable needs no search, whatever the limits; it is recalled."""
    decide(ZHANG_YEUNG, searching(order, 0))
    again = decide(f"{ZHANG_YEUNG} expect unprovable", searching(order, 60))
    assert (again.status, again.recalled) == ("expected", True)
    assert not in_vain
    again = decide(f"{ZHANG_YEUNG} expect not-shannon", searching(order, 60))
    assert (again.status, again.recalled) == ("expected", False)
    assert in_vain


def test_found_at_last(order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a longer search finds takes the place of the polymatroid, also for shorter ones."""
    with monkeypatch.context() as patch:
        patch.setattr("itip.prover.witness.search", lambda *_: iter(()))
        assert decide(FALSE, searching(order, 1)).verdict == "not-shannon"
    assert decide(FALSE, searching(order, 1)).verdict == "not-shannon"
    found = decide(FALSE, searching(order, 2))
    assert (found.verdict, found.recalled) == ("false", False)
    for seconds in (1, 0):
        again = decide(FALSE, searching(order, seconds))
        assert (again.verdict, again.recalled) == ("false", True)
    again = decide(f"{FALSE} expect unprovable", order)
    assert (again.verdict, again.status, again.recalled) == ("false", "expected", True)


SEARCH_NOTES: dict[str, object] = {
    "missing": None,
    "empty": b"",
    "not JSON": b"{",
    "a list": [5],
    "a number": 5,
    "no seconds": {},
    "seconds in words": {"seconds": "5"},
    "seconds that are none": {"seconds": None},
    "a deep nest": b"[" * 200_000,
    "not UTF-8": b"\xff\xfe\xfd",
}


@pytest.mark.parametrize("note", SEARCH_NOTES.values(), ids=SEARCH_NOTES)
def test_spoiled_search_note(note: object, order: Order, in_vain: list[str]) -> None:
    """Without a note that says how long they were sought, random variables are sought again."""
    decide(ZHANG_YEUNG, order)
    (file,) = (file for file in files(order) if file.suffix == ".search")
    good = file.read_bytes()
    if note is None:
        file.unlink()
    else:
        write(file, note)
    assert decide(ZHANG_YEUNG, searching(order, 0)).recalled
    again = decide(ZHANG_YEUNG, order)
    assert (again.verdict, again.recalled) == ("not-shannon", False)
    assert len(in_vain) == 2
    assert file.read_bytes() == good
    assert decide(ZHANG_YEUNG, order).recalled


def test_note_alone(order: Order, in_vain: list[str]) -> None:
    """A note of a search makes no verdict where the polymatroid is spoiled."""
    first = decide(ZHANG_YEUNG, order)
    (file,) = (file for file in files(order) if file.suffix == ".json")
    file.write_bytes(b"{}")
    again = decide(ZHANG_YEUNG, order)
    assert not again.recalled
    assert document(again) == document(first)
    assert len(in_vain) == 2
