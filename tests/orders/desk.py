"""The desk's HTTP, as a signed-in person sends it."""

from typing import Any
from uuid import UUID

from django.test import Client

from tests.orders.builders import Case, City
from yihao.orders.values.intake import Form


class Desk:
    """A person's browser."""

    def __init__(self, city: City, username: str) -> None:
        self.client = Client()
        self.client.force_login(city.accounts[username])

    def get(self, path: str, **query: str) -> Any:
        return self.client.get(path, query)

    def post(self, path: str, body: dict[str, Any], key: str = "") -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        return self.client.post(path, body, content_type="application/json", headers=headers)

    def act(self, case: Case, name: str, key: str = "", **body: Any) -> Any:
        return self.post(f"/api/orders/{case.id}/{name}", {"version": case.version, **body}, key)


def as_json(given: Form, contact_id: UUID | None = None) -> dict[str, Any]:
    """The body of an end of intake."""
    who = given.petitioner
    form = {
        "appeal_type": given.appeal_type, "class_code": given.class_code, "area_code": given.area_code,
        "address": given.address, "title": given.title, "content": given.content,
        "petitioner": {"name": who.name, "phone": who.phone, "anonymous": who.anonymous},
    }  # fmt: skip
    return {"form": form, "contact_id": str(contact_id) if contact_id else None}
