"""What a machine words for a release (prompts, cleaned captions, rewordings), and what a person makes of it."""
