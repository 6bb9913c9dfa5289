"""Ground for the tests of orders."""

from tests.orders.ground import city, hands

__all__ = ["city", "hands"]
