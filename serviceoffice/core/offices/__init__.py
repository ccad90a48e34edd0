"""Offices as their configuration describes them: desks, clerks, opening hours."""
