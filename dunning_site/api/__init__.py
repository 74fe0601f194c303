"""The interface for shops: /api/v1/, JSON in and out, a token per sales account."""
