"""Where to complain: the channels as dated data."""
