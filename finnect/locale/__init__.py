"""The Korean catalogue. `python -m finnect.locale.collect` brings it up to date with the texts in the code."""
