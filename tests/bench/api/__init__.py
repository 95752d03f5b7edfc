"""What the two hot requests of an annotator cost the server, beside those of Label Studio on the same machine."""
