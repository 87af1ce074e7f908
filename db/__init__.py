"""The tables, each with the questions put to it."""
