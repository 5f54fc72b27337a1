"""Test files in our format and others' → a checked collection of cases, or everything that is wrong with the file."""

from evaluation.cases.collection import Problem, case_of, inspect, load
from evaluation.cases.model import Attribution, Case, Collection, Label, Nugget

__all__ = ["Attribution", "Case", "Collection", "Label", "Nugget", "Problem", "case_of", "inspect", "load"]
