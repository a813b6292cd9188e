"""Finnect: inspection of parts, analysis of sales tables, and an assistant over both."""

__version__ = "0.1.0"
