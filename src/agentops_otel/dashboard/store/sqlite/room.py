"""Room on the disk: how much is left, and how much of it telemetry may not take.

A full disk has to be emptied by erasing sessions, and erasing writes, too: first to the write-ahead
log, then from there to the file. So what comes in is refused while there is room for that.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

_MOST_RESERVED: Final = 32 * 1024 * 1024
_SHARE_RESERVED: Final = 8


def room_beside(file: Path) -> int:
    """Give how many bytes telemetry may still take on the disk of a file; below 0 it has too many.

    The reserve is an eighth of the disk, at most 32 MiB.
    """
    disk = shutil.disk_usage(file.parent)
    return disk.free - min(_MOST_RESERVED, disk.total // _SHARE_RESERVED)
