"""Visits and their errands: steps walked, outcome, next step."""
