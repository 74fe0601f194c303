"""Invented data to try the program out with; loaded only where MAHNWERK_DEMO is set."""
