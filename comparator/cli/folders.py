"""Where a user's answers and profile are kept."""

from pathlib import Path

from platformdirs import user_cache_path, user_config_path


def cache_folder() -> Path:
    """Where answers of venues are kept between runs."""
    return user_cache_path("comparator")


def config_folder() -> Path:
    """Where a user's own profile lies."""
    return user_config_path("comparator")
