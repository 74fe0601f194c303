"""The payment page: what a debtor sees and does with the link of his reminder."""
