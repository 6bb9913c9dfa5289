"""Ground for the tests of the start page."""

from tests.orders.ground import city, hands

__all__ = ["city", "hands"]
