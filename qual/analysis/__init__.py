"""Codings become tables: frequencies by role, and differences between roles."""
