"""Where everything is kept: engines, the office lock, migrations."""

from serviceoffice.storage.advice import DatabaseTrouble
from serviceoffice.storage.database import Database
from serviceoffice.storage.metadata import metadata

__all__ = ["Database", "DatabaseTrouble", "metadata"]
