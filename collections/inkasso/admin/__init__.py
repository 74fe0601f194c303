"""Configuration of the collections: agencies and what they may do."""

from inkasso.admin import agencies

__all__ = ["agencies"]
