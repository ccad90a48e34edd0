"""The core's own history of tables, run by ``storage.upgrade``."""
