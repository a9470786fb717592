"""Backlit: who links to you, how, and since when."""
