"""The attacks of EVIDENCE, section 6: `cases.toml` says what each is and what must come of it, the modules do it."""
