"""Certificates put into a directory, one document for each entry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from itip.batch.outcome import Outcome
from itip.errors import ItipError

_LONGEST = 200  # characters; a file's name may have 255 bytes


@dataclass(frozen=True, slots=True)
class Shelf:
    """A directory with a folder for each file: `inequalities/basic/co-information.json`.

    An entry without a label, or with one too long for a file's name, is named by its line.
    """

    folders: dict[str, Path]
    taken: set[Path] = field(default_factory=set)

    @classmethod
    def of(cls, directory: str, files: Iterable[str]) -> Shelf:
        """The shelf of some files; two that would share a folder get different ones."""
        folders: dict[str, Path] = {}
        taken: set[Path] = set()
        for file in dict.fromkeys(files):
            parts = [part for part in Path(file).with_suffix("").parts if part != "/"]
            folder = Path(directory, *("up" if part == ".." else part for part in parts))
            number = 1
            while folder in taken:
                number += 1
                folder = folder.with_name(f"{parts[-1]}-{number}")
            taken.add(folder)
            folders[file] = folder
        return cls(folders)

    def put(self, outcome: Outcome) -> None:
        """Write the certificate of an outcome; without one, take an earlier one away.

        Raises:
            ItipError: it cannot be written.

        """
        label = outcome.label if len(outcome.label) <= _LONGEST else ""
        place = self.folders[outcome.file] / f"{label or outcome.line}.json"
        if place in self.taken:  # by an entry of the same label, of which the second is refused
            place = place.with_name(f"{outcome.line}.json")
        self.taken.add(place)
        try:
            if outcome.certificate is None:
                place.unlink(missing_ok=True)
                return
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(outcome.certificate + "\n", encoding="utf-8")
        except OSError as error:
            raise ItipError(f"{place}: {error.strerror}") from error
