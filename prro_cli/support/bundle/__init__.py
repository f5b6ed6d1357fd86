"""The bundle for support: what is in it, what never is, and how a state is rebuilt from it."""
