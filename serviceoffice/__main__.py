"""``python -m serviceoffice``."""

import sys

from serviceoffice.cli import main

sys.exit(main())
