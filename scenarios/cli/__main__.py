"""`python -m scenarios.cli` is `tuiyan`."""

import sys

from scenarios.cli import main

sys.exit(main())
