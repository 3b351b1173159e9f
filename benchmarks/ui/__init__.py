"""How quickly the screens answer, measured in a real browser on a real server."""
