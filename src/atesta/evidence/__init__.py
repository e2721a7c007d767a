"""Evidence: what was recorded stays provably what it was. The format is docs/spec/bundle.md; steps as there.

Clock, disk and chance are handed in. Nothing here prints, exits or reaches a network.
"""
