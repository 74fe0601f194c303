"""Providers whose page takes a debtor's money; each behind the same interface (base.py)."""
