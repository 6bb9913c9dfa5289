"""Ground for the tests of follow-ups."""

from tests.orders.ground import city, hands

__all__ = ["city", "hands"]
