"""How far a clerk may go with a step, and why."""
