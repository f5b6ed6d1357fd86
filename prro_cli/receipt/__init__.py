"""What the buyer gets: one canonical paper of a stored document, and everything it can be shown or printed on."""
