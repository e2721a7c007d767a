"""Three invented people for `make serve`: what came in to each of them, and nothing that was found out about it."""
