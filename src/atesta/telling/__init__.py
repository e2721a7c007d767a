"""Findings, verdicts and errors as sentences and as what a page shows: the same for the terminal, the browser and
paper. Data in, words out; nothing is judged here, and nothing knows how wide a screen is."""
