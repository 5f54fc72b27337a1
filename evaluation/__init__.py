"""Test questions → figures, a report and a verdict, with no language model; stored runs can be scored again."""

from evaluation.asking import System
from evaluation.cases import Case, Collection, load
from evaluation.comparing import compare
from evaluation.records import Record, Run

__all__ = ["Case", "Collection", "Record", "Run", "System", "compare", "load"]
