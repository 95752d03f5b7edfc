"""What can keep the product from starting: each a sentence for the person at the terminal, never a traceback."""

from __future__ import annotations


class StartError(Exception):
    """Head of the family; its text says what is wrong and what to do."""


class NodeMissing(StartError):
    """Node.js is absent or too old, and the pages have to be built."""


class VenvMissing(StartError):
    """This Python cannot make virtual environments."""


class PortUnusable(StartError):
    """The port is taken, forbidden or no port at all."""


class DiskFull(StartError):
    """Less free space than the next step needs."""


class NetworkMissing(StartError):
    """A registry cannot be reached."""


class AlreadyRunning(StartError):
    """Another Tether holds the same data folder."""


class StepFailed(StartError):
    """A preparing command ended with an error of its own."""


class NginxMissing(StartError):
    """The program that stands in front is not there."""


class Unusable(StartError):
    """A variable of the start cannot be what it is."""
