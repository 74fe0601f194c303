"""Configuration of the collections: agencies, rules, claimants and what credit bureaus want."""

from inkasso.admin import agencies, claimants, policies

__all__ = ["agencies", "claimants", "policies"]
