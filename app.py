"""The web app: `qual app`, or `streamlit run app.py`."""

from qual.ui.app import main

main()
