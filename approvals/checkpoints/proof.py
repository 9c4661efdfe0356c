"""The proof of the checkpoints: each still holds the rows it held, follows the one before, and nothing counted is gone.

One stream a kind of row, whatever the number of checkpoints. Sentences name keys, never people.
"""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from . import scope
from .records import Checkpoint, archive_head, summed

Rows = dict[int, str]  # keys and hashes


def faults() -> Iterator[str]:
    """Yield a Chinese sentence for each checkpoint that does not hold, for rows that point to one that is not there,
    and for each kind of row of which some are gone."""
    streams = [_Stream(kind) for kind in scope.HELD]
    before: Checkpoint | None = None
    for point in Checkpoint.objects.order_by("pk").iterator(chunk_size=500):
        rows = {stream.name: stream.of(point.pk) for stream in streams}
        for what in _differences(point, before, rows):
            yield f"检查点 {point.pk}（{point.when}）与日志不符：{what}"
        before = point
    for stream in streams:
        yield from stream.astray()
    if before and before.format > 1:
        yield from _gone(before)


class _Stream:
    """The rows of one kind, checkpoint by checkpoint."""

    def __init__(self, kind: scope.Held) -> None:
        self.name, self.label = kind.name, kind.label
        self._groups = groupby(kind.held(), key=itemgetter(0))
        self._without_point: list[tuple[int, Rows]] = []
        self._key: int | None = None
        self._step()

    def _step(self) -> None:
        self._key, rows = next(self._groups, (None, iter(())))
        self._rows: Rows = {pk: hash for _point, pk, hash in rows}

    def of(self, checkpoint: int) -> Rows:
        while self._key is not None and self._key < checkpoint:
            self._without_point.append((self._key, self._rows))
            self._step()
        mine = self._rows if self._key == checkpoint else {}
        if mine:
            self._step()
        return mine

    def astray(self) -> Iterator[str]:
        """What points to checkpoints that are not there; one made while the proof runs is."""
        while self._key is not None:
            self.of(self._key + 1)
        there = Checkpoint.objects.in_bulk([key for key, _rows in self._without_point])
        for key, rows in self._without_point:
            if key not in there:
                yield f"检查点 {key} 不在了，却有 {len(rows)} 条{self.label}（{_keys(list(rows))}）属于它"


def _differences(point: Checkpoint, before: Checkpoint | None, rows: dict[str, Rows]) -> Iterator[str]:
    hashes = {name: list(mine.values()) for name, mine in rows.items()}
    if point.previous != (before.hash if before else ""):
        yield "它的上一个检查点不在了或被改动"
    if point.format == 1:
        yield from _differences_of_old(point, hashes)
        return
    found = summed(hashes)
    for name, label in scope.LABELS.items():
        should, is_now = point.held.get(name, [0, ""]), found.get(name, [0, ""])
        if should[0] != is_now[0]:
            yield f"{label}应有 {should[0]} 条，现有 {is_now[0]} 条"
        elif should[1] != is_now[1]:
            yield f"{label}有内容被改动（{_keys(list(rows[name]))}）"
    if point.archive != archive_head(before.archive if before else "", hashes["papers"]):
        yield "存档链接不上"
    if found == point.held and point.hash != point.digest(hashes):
        yield "检查点本身被改动"


def _differences_of_old(point: Checkpoint, hashes: dict[str, list[str]]) -> Iterator[str]:
    if point.hash == point.digest(hashes):
        return
    should = point.entries + point.register_entries
    found = len(hashes["entries"]) + len(hashes["register_entries"])
    yield f"应有 {should} 条，现有 {found} 条" if should != found else "有内容被改动"


def _gone(last: Checkpoint) -> Iterator[str]:
    """Of which kinds fewer rows are left than `last` counted; named with the checkpoint since which they are."""
    for kind in scope.COUNTED:
        if kind.left(last.tops[kind.name]) < last.totals[kind.name]:
            point = _first_short_of(kind)
            should, left = point.totals[kind.name], kind.left(point.tops[kind.name])
            yield f"{kind.label}：检查点 {point.pk}（{point.when}）时有 {should} 条，其中现有 {left} 条"


def _first_short_of(kind: scope.Counted) -> Checkpoint:
    """The first checkpoint that counted a row that is gone. Who counted a row once counts it ever after."""
    keys = list(Checkpoint.objects.filter(format__gt=1).order_by("pk").values_list("pk", flat=True))
    low, high = 0, len(keys) - 1
    while low < high:
        middle = (low + high) // 2
        point = Checkpoint.objects.get(pk=keys[middle])
        if kind.left(point.tops[kind.name]) < point.totals[kind.name]:
            high = middle
        else:
            low = middle + 1
    return Checkpoint.objects.get(pk=keys[low])


def _keys(keys: list[int]) -> str:
    """`编号 12`, `编号 12 至 20`."""
    first, last = min(keys), max(keys)
    return f"编号 {first}" if first == last else f"编号 {first} 至 {last}"
