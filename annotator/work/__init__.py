"""Human work: who does which step of which clip, until when, and what may follow what. Verdicts are given elsewhere."""
