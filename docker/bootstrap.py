"""The one door of the Makefile: checks the Python, then hands over to `docker.commands`."""

import sys

from docker.python_version import require_python


def main():  # type: () -> int
    """Run the command named in the arguments."""
    require_python()
    from docker.commands import run_command  # an older Python could not even read that file

    return run_command(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
