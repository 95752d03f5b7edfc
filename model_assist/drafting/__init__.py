"""Where the model's masks meet propagation: the only place that knows both, and that nobody imports.

The model is handed a memory and does not ask whose it is; here it is one of propagation's predictors.
"""
