"""Web addresses → article files that ingest reads: what fetching gives to the doors."""

from ingest.fetch.fetcher import Fetcher, Reach
from ingest.fetch.pages import Pages

__all__ = ["Fetcher", "Pages", "Reach"]
