"""Evidence: what was recorded stays provably what it was. The format is docs/spec/bundle.md; step numbers here are its own.

Clock, disk and chance are handed in. Nothing here prints, exits or reaches a network.
"""
