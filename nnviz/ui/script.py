"""The script that Streamlit runs for every visitor; `app.py` names it."""

from nnviz.ui.shell import main

main()
