"""The page where people meet the core: server-rendered, no framework look, nothing from anywhere but here."""
