"""What is asked of the model: plans, starting points, scenarios, and the answers to them."""
