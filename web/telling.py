"""An error in, its sentence for a stranger out: what is wrong and what to do, without the folders of this machine."""

from __future__ import annotations

import re

FIRST = re.compile(r"^/[^:]*/(?=[^/:]+:)")
"""The folders of the path that a sentence begins with; they may have blanks in their names."""
LATER = re.compile(r"(?<![\w/.<])/(?:[^\s/:;,`'\"<>]+/)+(?=[^\s/:;,`'\"<>])")


def told(error: Exception) -> str:
    """The error's sentence; of a path only its last part is left. The whole of it is for the log."""
    return LATER.sub("", FIRST.sub("", str(error)))
