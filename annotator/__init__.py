"""The web application: people, videos, annotations, reviews and releases; no model and no torch lives here."""
