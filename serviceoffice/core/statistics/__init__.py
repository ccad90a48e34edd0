"""Counting what happened: pure functions over the log, never over rows that change."""
