"""`python -m annotator.client`, and after `pip install` the same as `tether`."""

import sys

from annotator.client.command_line import main

if __name__ == "__main__":
    sys.exit(main())
