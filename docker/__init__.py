"""How the product starts, with or without containers: preparing a machine, starting services, keeping them up.

Run from the repository root with the standard library alone (`python3 -m docker.bootstrap run`); no application code.
"""
