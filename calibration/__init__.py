"""Is the model right? Targets, priors, fitting, coverage, backtest, sensitivity."""
