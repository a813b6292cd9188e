"""Alive, ready, configuration sane."""
