"""A form's body or an address's query in, its fields out: each with all its values."""

from __future__ import annotations

from urllib.parse import parse_qs

MOST = 120
"""Fields; a form that has more is nobody's who filled it in, and has none."""


def fields(given: str | bytes) -> dict[str, list[str]]:
    """The fields; none where there are too many of them, or nothing can be read."""
    written = given.decode("utf-8", "replace") if isinstance(given, bytes) else given
    try:
        return parse_qs(written, max_num_fields=MOST)
    except ValueError:
        return {}
