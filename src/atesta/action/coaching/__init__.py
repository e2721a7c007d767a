"""What to say instead, and the five seconds in which a call begins (B2.1.6, B2.2 to B2.4)."""
