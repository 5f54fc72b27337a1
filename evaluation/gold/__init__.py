"""Labelled articles and their texts → statements as a person marked them, what is wrong with the labels, and counts."""

from evaluation.gold.checking import counted, problems
from evaluation.gold.labels import Label, Labelled, Named, read
from evaluation.gold.locating import Sheet, located
from evaluation.gold.rows import row

__all__ = ["Label", "Labelled", "Named", "Sheet", "counted", "located", "problems", "read", "row"]
