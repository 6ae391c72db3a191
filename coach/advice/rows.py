"""Rows: a few numbers for each of many days, kept in columns, so that ten years of them weigh next to nothing."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, islice
from operator import le
from typing import Any, ClassVar, Self, TypeVar, cast, overload

_Row = TypeVar("_Row", bound=tuple[Any, ...])
_MANY = 100
"""Days for each row from which a place for every day is too much."""


class Rows(Sequence[_Row]):
    """Rows in the order of their days, kept in columns: as bytes, a tenth of what as many tuples weigh."""

    __slots__ = ("_columns",)
    CODES: ClassVar[str]
    """Of each column what `array` calls its type; the first is the day."""

    def __init__(self, *columns: array[Any]) -> None:
        self._columns = columns or self._empty()

    @classmethod
    def of(cls, rows: Iterable[_Row]) -> Self:
        """Return `rows`, which may be in any order."""
        columns = cls._empty()
        for row in rows:
            for column, value in zip(columns, cls.packed(row), strict=True):
                column.append(value)
        return cls._sorted(columns)

    @classmethod
    def joined(cls, parts: Iterable[Self]) -> Self:
        """Return the rows of all parts."""
        columns = cls._empty()
        for part in parts:
            for column, more in zip(columns, part._columns, strict=True):
                column.extend(more)
        return cls._sorted(columns)

    @classmethod
    def _empty(cls) -> tuple[array[Any], ...]:
        return tuple(array(code) for code in cls.CODES)

    @classmethod
    def _sorted(cls, columns: tuple[array[Any], ...]) -> Self:
        days = columns[0]
        if all(map(le, days, islice(days, 1, None))):
            return cls(*columns)
        order = _order(days)
        return cls(*(array(column.typecode, map(column.__getitem__, order)) for column in columns))

    @staticmethod
    def packed(row: Any) -> tuple[float, ...]:
        """Return the numbers of a row, a column each."""
        return row  # type: ignore[no-any-return]

    def __iter__(self) -> Iterator[_Row]:
        return zip(*self._columns, strict=True)  # type: ignore[return-value]

    def __len__(self) -> int:
        return len(self._columns[0])

    @overload
    def __getitem__(self, at: int) -> _Row: ...
    @overload
    def __getitem__(self, at: slice) -> Self: ...
    def __getitem__(self, at: int | slice) -> _Row | Self:
        if isinstance(at, slice):
            return type(self)(*(column[at] for column in self._columns))
        return next(iter(type(self)(*(array(column.typecode, [column[at]]) for column in self._columns))))

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._columns == cast(Self, other)._columns

    __hash__ = None  # type: ignore[assignment]

    def between(self, low: int, high: int) -> Self:
        """Return the rows of the days from `low` to `high`."""
        days = self._columns[0]
        return self[bisect_left(days, low) : bisect_right(days, high)]


def _order(days: array[int]) -> Sequence[int]:
    """Return the numbers of rows in the order of their days, and of one day as they were; in few bytes."""
    low, high = min(days), max(days)
    if high - low > _MANY * len(days):
        return sorted(range(len(days)), key=days.__getitem__)
    counts = array("l", bytes(array("l").itemsize * (high - low + 2)))
    for day in days:
        counts[day - low + 1] += 1
    places = array("l", accumulate(counts))
    order = array("l", days)
    for number, day in enumerate(days):
        order[places[day - low]] = number
        places[day - low] += 1
    return order
