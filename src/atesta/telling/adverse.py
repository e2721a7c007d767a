"""Which answers are marked, and in which order claims are counted."""

ADVERSE = frozenset(
    {
        *("denied", "exaggerated", "contradicted", "impossible_in_law", "conflict"),
        *("breach", "likely_breach", "benchmark_breach", "changed", "incomplete"),
    }
)
TRUTH_ORDER = ("impossible_in_law", "contradicted", "exaggerated", "conflict", "matches", "cannot_be_checked")
