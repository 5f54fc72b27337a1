"""A run → what people and other programs read of it: terminal text, HTML, JUnit, CSV, Markdown."""

from evaluation.reporting.exports import as_csv, as_junit, as_markdown
from evaluation.reporting.files import write_files
from evaluation.reporting.page import as_html
from evaluation.reporting.terminal import comparison_text, run_text

__all__ = ["as_csv", "as_html", "as_junit", "as_markdown", "comparison_text", "run_text", "write_files"]
