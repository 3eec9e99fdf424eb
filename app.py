"""The entry of the explorer: `tuiyan explore`, or `python -m streamlit run app.py`."""

from explorer.shell import show

show()
