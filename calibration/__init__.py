"""What is observed, how it is reported, and what the model learns from it."""
