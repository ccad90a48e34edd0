"""Finds, checks and loads the agencies' packages; opens the house."""
