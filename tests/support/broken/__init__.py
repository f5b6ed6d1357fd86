"""Twelve broken homes, each made by a function, and the follower who repairs them by what prro prints alone."""
