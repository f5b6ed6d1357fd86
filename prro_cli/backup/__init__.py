"""Backups (R62-R64): consistent, verified, encrypted copies of a home; kept by a rule; restored with a comparison."""
