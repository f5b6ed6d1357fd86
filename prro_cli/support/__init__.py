"""What support people ask: what an error means, whether everything is in order. Knows the rooms, changes nothing."""
