"""The faces: pages, API and live streams over the core's commands."""
