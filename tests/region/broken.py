"""Helpers to break a copied pack and to see what the reader says."""

import csv
from pathlib import Path

from yihao.app.region import Mistake, read_pack


class Sheet:
    """A CSV file of a copied pack, to be changed cell by cell."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open(encoding="utf-8", newline="") as file:
            self.rows = list(csv.reader(file))

    def row_of(self, key: str, column: int = 0) -> int:
        """Row number, as a spreadsheet counts, of the first row with this cell."""
        return next(number for number, row in enumerate(self.rows, start=1) if row[column] == key)

    def set(self, row: int, column: str, value: str) -> None:
        """Write one cell."""
        self.rows[row - 1][self.rows[0].index(column)] = value
        self.save()

    def append(self, *cells: str) -> int:
        """Add a row and return its number."""
        self.rows.append(list(cells))
        self.save()
        return len(self.rows)

    def save(self) -> None:
        """Write the file back."""
        with self.path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(self.rows)


def mistakes_of(folder: Path) -> list[Mistake]:
    """The mistakes of a pack, which must have some."""
    pack, mistakes = read_pack(folder)
    assert pack is None
    assert mistakes
    return mistakes
