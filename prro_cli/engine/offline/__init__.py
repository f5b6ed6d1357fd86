"""The offline half of the engine: sessions, limits, packages, the way back."""
