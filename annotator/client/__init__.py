"""Tether from a program or a shell, anywhere: files up, progress, releases down, predictions and drafts handed in.

It speaks HTTP only and imports nothing of the server's, so that this folder and httpx and tenacity are all it needs.
What the server takes and answers is typed in `schema.py`, which `make schema` writes from the OpenAPI document.
Programs begin at `tether.py`, people at `python -m annotator.client --help`.
"""
