"""``python -m serviceoffice.cli``."""

import sys

from serviceoffice.cli import main

sys.exit(main())
