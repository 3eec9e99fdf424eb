"""What has been learned of the parameters: joint draws ("particles") that replicates take instead of independent priors."""

from model.posterior.file import PosteriorError, posterior_text, read_posterior, write_posterior
from model.posterior.posterior import Posterior
from model.posterior.shipped import DEFAULT, PRIOR, default_run, load_posterior, shipped_runs

__all__ = [
    "DEFAULT",
    "PRIOR",
    "Posterior",
    "PosteriorError",
    "default_run",
    "load_posterior",
    "posterior_text",
    "read_posterior",
    "shipped_runs",
    "write_posterior",
]
