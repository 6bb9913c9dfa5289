"""Ground for the tests of auditing: the city of the orders."""

from tests.orders.ground import city, hands

__all__ = ["city", "hands"]
