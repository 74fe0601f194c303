"""The pages of the debtor; each is given the order of the visit and nothing else."""
