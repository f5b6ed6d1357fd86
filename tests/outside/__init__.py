"""The program judged from outside: an installed `prro`, a fiscal server it has never met, keys made elsewhere."""
