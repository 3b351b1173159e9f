"""What Streamlit is started with: alone in its folder.

Beside a folder called `pages` Streamlit would run those files by themselves at the first visit to a page's own
address, without the app around them.
"""
