"""Data folder in, model folder out: how the bundled embedding model is made; `python -m models.training --help`."""
