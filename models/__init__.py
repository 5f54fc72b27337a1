"""The bundled embedding model, and in training/ the program that made it."""
