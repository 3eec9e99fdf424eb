"""The files that people write: plans, baselines and scenarios, read strictly and explained when refused."""
