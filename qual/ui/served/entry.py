"""What `qual app` serves: the same two lines as app.py, where an installed package can find them."""

from qual.ui.app import main

main()
