"""Certificates put into a directory, one document for each entry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from itip.batch.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Shelf:
    """A directory with a folder for each file: `inequalities/basic/co-information.json`.

    An entry without a label is named by its line.
    """

    directory: Path
    folders: dict[str, Path]

    @classmethod
    def of(cls, directory: str, files: Iterable[str]) -> Shelf:
        """The shelf of some files; two that would share a folder get different ones."""
        folders: dict[str, Path] = {}
        taken: set[Path] = set()
        for file in dict.fromkeys(files):
            parts = [part for part in Path(file).with_suffix("").parts if part not in ("/", "..")]
            folder = Path(directory, *parts)
            number = 1
            while folder in taken:
                number += 1
                folder = folder.with_name(f"{Path(*parts).name}-{number}")
            taken.add(folder)
            folders[file] = folder
        return cls(Path(directory), folders)

    def put(self, outcome: Outcome) -> None:
        """Write the certificate of an outcome; without one, take an earlier one away."""
        place = self.folders[outcome.file] / f"{outcome.label or outcome.line}.json"
        if outcome.certificate is None:
            place.unlink(missing_ok=True)
            return
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(outcome.certificate + "\n", encoding="utf-8")
