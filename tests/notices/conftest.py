"""Ground for the tests of notices."""

from tests.orders.ground import city, hands

__all__ = ["city", "hands"]
