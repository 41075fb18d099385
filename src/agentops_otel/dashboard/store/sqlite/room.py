"""Room on the disk: how much is left, and how much of it is reserved.

Erasing sessions frees a full disk, but erasing itself writes: first to the write-ahead log, then
from there to the file. So telemetry is refused while there is still room for that.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

_MOST_RESERVED: Final = 32 * 1024 * 1024
_SHARE_RESERVED: Final = 8


def room_beside(file: Path) -> int:
    """Return how many bytes telemetry may still use on a file's disk.

    The reserve is an eighth of the disk, at most 32 MiB. Negative if part of it is already used.
    """
    disk = shutil.disk_usage(file.parent)
    return disk.free - min(_MOST_RESERVED, disk.total // _SHARE_RESERVED)
