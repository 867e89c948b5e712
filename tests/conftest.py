"""Fixtures that several test files share."""

from cli_market import cli, plugin

__all__ = ["cli", "plugin"]
