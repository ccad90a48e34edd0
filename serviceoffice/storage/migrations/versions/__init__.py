"""One step of the history each."""
