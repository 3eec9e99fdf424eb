"""The Streamlit explorer: assumptions in, verdicts and charts out, for planners who do not program."""
