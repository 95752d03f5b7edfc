"""What is said and drawn about a clip: captions, tracks, keyframes, and the masks propagated between them."""
