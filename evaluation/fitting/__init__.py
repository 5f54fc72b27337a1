"""Labelled questions over archives → the weights by which answers are ranked: `python -m evaluation.fitting`."""
