"""The chat page, the article view and the JSON API: `create_app` makes the application that `app.py` serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.feedback import FeedbackFile
from web.identity import Identities
from web.logs import begin as begin_log
from web.memory import keep_small, settle, share_heaps
from web.options import WebOptions
from web.passwords import read as read_accounts
from web.views import View

if TYPE_CHECKING:
    from web.application import create_app
    from web.server import serve

__all__ = [
    "FeedbackFile",
    "Identities",
    "View",
    "WebOptions",
    "begin_log",
    "create_app",
    "keep_small",
    "read_accounts",
    "serve",
    "settle",
    "share_heaps",
]


def __getattr__(name: str) -> object:
    """`create_app` and `serve` are fetched when asked for: FastAPI and Gradio take seconds to import."""
    if name == "create_app":
        from web.application import create_app

        return create_app
    if name == "serve":
        from web.server import serve

        return serve
    raise AttributeError(f"module 'web' has no attribute {name!r}")
