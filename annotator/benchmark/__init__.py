"""The board: what models predicted for a release, scored in one way, beside the numbers that papers give."""
