"""The line: tickets, order, calling, moving, undo."""
