"""New files, whole or not there at all, and the copy that is kept before a schema changes."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage import upkeep
from storage.errors import NotWritable, StoreFailed

KEPT = 2
"""So many programs one can go back by."""


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """A new file next to the target that only we may read: there are people's names in it.

    It is gone at the end, unless it was renamed. Raises OSError.
    """
    fresh = target.with_name(f".{target.name}.{os.getpid()}.new")
    os.close(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        yield fresh
    finally:
        fresh.unlink(missing_ok=True)


def to_disk(path: Path) -> None:
    """A file's content, or a folder's names."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def keep_before(path: Path, schema: int) -> Path:
    """Keep the database as it is beside itself, before a program brings it to this schema: the
    older one can go on with the copy. Raises NotWritable."""
    kept = path.with_name(f"{path.name}.before-{schema:04}")
    try:
        with beside(kept) as fresh:
            upkeep.copy(path, fresh)
            if unsound := upkeep.look(fresh, upkeep.unsound):
                raise NotWritable(str(path), f"damaged: {unsound}")
            to_disk(fresh)
            fresh.replace(kept)
        to_disk(kept.parent)
    except (OSError, StoreFailed) as error:
        raise NotWritable(str(path), f"no copy could be kept before its upgrade: {error}") from None
    for old in _kept(path)[:-KEPT]:
        old.unlink()
    return kept


def _kept(path: Path) -> list[Path]:
    """The copies of older schemas, the newest last."""
    name = re.compile(re.escape(path.name) + r"\.before-\d{4}")
    return sorted(file for file in path.parent.iterdir() if name.fullmatch(file.name))
