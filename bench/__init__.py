"""Benchmarks, each against a named peer in the same run; `make bench` rewrites RESULTS.md."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The checkout."""

DATA = ROOT.parent / "shared" / "data"
"""Real pages and archives, beside the checkout; not ours, never committed."""
