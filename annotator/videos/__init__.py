"""Projects, their members, and clips: upload, probe, the canonical video, the frame table, stills."""
