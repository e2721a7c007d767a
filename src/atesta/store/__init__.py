"""Rows, blobs and the log: they carry what people asked to keep, and decide nothing."""
