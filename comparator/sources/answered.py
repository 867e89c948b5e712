"""What a plugin answers: its mistakes are named, and become errors of its venue alone."""

from collections.abc import Awaitable, Callable, Generator, Mapping
from contextlib import contextmanager
from typing import TypeVar

from comparator.api.http import Http
from comparator.errors import DataError, PluginError, PluginFault, VenueError
from comparator.schema import MarketSnapshot, NonsenseError, OrderBook
from comparator.sources.discovery import shielded

T = TypeVar("T")


async def held(http: Http, asked: Callable[[], Awaitable[Mapping[str, T]]]) -> Mapping[str, T]:
    """What is asked for; a value that cannot be one passes as it is: it is no fault in a plugin."""
    with contained(http):
        try:
            return await asked()
        except NonsenseError as error:
            odd = error
    raise odd


def must_be_of(value: MarketSnapshot | OrderBook, venue: str, symbol: str) -> None:
    """Raise NonsenseError unless the value is of that contract."""
    if (value.venue, value.symbol) != (venue, symbol):
        where = f"{value.venue} {value.symbol}"
        raise NonsenseError(where, f"venue and symbol must be {venue} {symbol}")


def must_be(shape: type, what: str, value: object, http: Http) -> None:
    """Raise PluginFault unless `value` is of that shape."""
    if not isinstance(value, shape):
        text = f"{what} must be a {shape.__name__}, was {type(value).__name__}"
        raise PluginFault(text, venue=http.venue)


@contextmanager
def contained(http: Http) -> Generator[None]:
    """Turn whatever a plugin raises into an error of its venue."""
    try:
        with shielded():
            yield
    except VenueError as error:  # raised by the plugin itself
        error.venue = error.venue or http.venue
        raise
    except (PluginError, DataError) as error:  # DataError: its own published file
        raise PluginFault(str(error), venue=http.venue) from error
