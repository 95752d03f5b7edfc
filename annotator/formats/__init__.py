"""Pure file formats, so that the web application, the workers and the model read the same bytes the same way.

Nothing here knows Django, rows or torch. Import the module that you need; this package re-exports nothing.
"""
