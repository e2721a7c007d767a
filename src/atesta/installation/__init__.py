"""The folder of this installation, its keys and its log: for a terminal, which may ask, and a server, which may not."""
