"""Small Stripe-like events for tests: one customer's life in either shape."""
import itertools

COUNTER = itertools.count(1)


def event(kind, obj, at, previous=None, request=None, id=None, version="2026-10-28.endive", livemode=False):
    return {"id": id or f"evt_{next(COUNTER):06d}", "object": "event", "type": kind, "created": at, "api_version": version,
            "livemode": livemode, "pending_webhooks": 1, "request": {"id": request, "idempotency_key": None},
            "data": {"object": obj, **({"previous_attributes": previous} if previous is not None else {})}}


def customer(id, at, **more):
    return {"id": id, "object": "customer", "created": at, "name": f"Company {id}", "email": f"{id}@example.com",
            "currency": "usd", "metadata": {}, "livemode": False, **more}


def price(amount, id="price_1", interval="month", currency="usd"):
    return {"id": id, "object": "price", "active": True, "currency": currency, "unit_amount": amount,
            "unit_amount_decimal": str(amount), "billing_scheme": "per_unit", "product": "prod_1", "type": "recurring",
            "tiers_mode": None, "transform_quantity": None, "metadata": {}, "nickname": None, "lookup_key": None,
            "recurring": {"interval": interval, "interval_count": 1, "usage_type": "licensed"}}


def subscription(id, customer_id, at, status="active", amount=5000, quantity=1, start=None, **more):
    start = at if start is None else start
    item = {"id": "si_" + id, "object": "subscription_item", "quantity": quantity, "price": price(amount), "subscription": id,
            "discounts": [], "metadata": {}, "current_period_start": start, "current_period_end": start + 30 * 86400}
    return {"id": id, "object": "subscription", "customer": customer_id, "status": status, "currency": "usd", "created": at,
            "start_date": at, "items": {"object": "list", "data": [item]}, "discounts": [], "metadata": {},
            "cancel_at_period_end": False, "cancel_at": None, "canceled_at": None, "ended_at": None, "trial_start": None,
            "trial_end": None, "collection_method": "charge_automatically", "pause_collection": None, "livemode": False, **more}


def old_shape(obj):
    """The same subscription before 2025-03-31.basil."""
    old = dict(obj)
    item = dict(old["items"]["data"][0])
    old["current_period_start"], old["current_period_end"] = item.pop("current_period_start"), item.pop("current_period_end")
    old["items"] = {"object": "list", "data": [item]}
    old["discount"] = None
    old["plan"] = {"id": item["price"]["id"], "amount": item["price"]["unit_amount"], "interval": "month"}
    return old


def life(tag, start):
    """Two subscriptions of one customer with same-second changes, a flip, an upgrade and an end."""
    who, first, second = f"cus_{tag}", f"sub_{tag}a", f"sub_{tag}b"
    born = subscription(first, who, start, status="incomplete")
    live = {**born, "status": "active"}
    late = {**live, "status": "past_due"}
    more = subscription(first, who, start, quantity=3)
    other = subscription(second, who, start + 86400, amount=2000)
    ended = {**more, "status": "canceled", "canceled_at": start + 900_000, "ended_at": start + 900_000}
    items_before = {"items": live["items"]}
    return [
        event("customer.created", customer(who, start), start, id=f"evt_{tag}01"),
        event("customer.subscription.created", born, start, id=f"evt_{tag}02"),
        event("customer.subscription.updated", live, start, {"status": "incomplete"}, id=f"evt_{tag}03"),
        event("customer.subscription.updated", late, start + 500_000, {"status": "active"}, id=f"evt_{tag}04"),
        event("customer.subscription.updated", live, start + 500_000, {"status": "past_due"}, id=f"evt_{tag}05"),
        event("customer.subscription.created", old_shape(other), start + 86400, id=f"evt_{tag}06", version="2024-06-20"),
        event("customer.subscription.updated", more, start + 600_000, items_before, id=f"evt_{tag}07"),
        event("customer.subscription.deleted", ended, start + 900_000, id=f"evt_{tag}08"),
        event("customer.subscription.updated", {**ended, "metadata": {"note": "kept"}}, start + 900_500, {"metadata": {}},
              id=f"evt_{tag}09"),
    ]
