"""Debian's python3-stripe against the sandbox: an old client, which sends no version. Fails by an exception."""
import sys

import stripe

stripe.api_base = f"http://127.0.0.1:{sys.argv[1]}"
stripe.api_key = "sk_test_interop"
stripe.max_network_retries = 2


def refused(kind, call, **fields):
    try:
        call()
    except kind as error:
        for name, value in fields.items():
            assert getattr(error, name) == value, (name, getattr(error, name), value)
        return
    raise AssertionError(f"no {kind.__name__}")


product = stripe.Product.create(name="Python & more", metadata={"slug": "python"})
price = stripe.Price.create(product=product.id, currency="eur", unit_amount=1003800, recurring={"interval": "year"})
assert price.unit_amount == 1003800 and price.recurring.interval == "year"
assert stripe.Price.retrieve(price.id, expand=["product"]).product.name == "Python & more"
assert stripe.Price.modify(price.id, active=False, nickname="old").active is False
refused(stripe.error.InvalidRequestError, lambda: stripe.Price.modify(price.id, unit_amount=5), code="parameter_unknown")
refused(stripe.error.InvalidRequestError, lambda: stripe.Product.retrieve("prod_none"), http_status=404)
refused(stripe.error.InvalidRequestError, lambda: stripe.Product.delete(product.id), http_status=400)
refused(stripe.error.AuthenticationError, lambda: stripe.Product.list(api_key="sk_live_x"), http_status=401)
refused(stripe.error.PermissionError, lambda: stripe.Product.list(api_key="rk_test_nothing"), http_status=403)

made = [stripe.Product.create(name=f"P{i}").id for i in range(12)]
assert [one.id for one in stripe.Product.list(limit=5).auto_paging_iter()][:12] == made[::-1]
assert [one.id for one in stripe.Product.list(limit=5, ending_before=made[3]).auto_paging_iter()] == made[4:]
assert [one.id for one in stripe.Price.list(active=False, product=product.id)] == [price.id]

first = stripe.Product.create(name="Once", idempotency_key="python-1")
assert stripe.Product.create(name="Once", idempotency_key="python-1").id == first.id
refused(stripe.error.IdempotencyError, lambda: stripe.Product.create(name="Twice", idempotency_key="python-1"), http_status=400)

plan = stripe.Plan.create(amount=900, currency="usd", interval="month", product={"name": "Gold"}, id="gold")
assert stripe.Price.retrieve("gold").unit_amount == plan.amount == 900
coupon = stripe.Coupon.create(percent_off=25, duration="repeating", duration_in_months=3)
assert coupon.delete().deleted
types = [event.type for event in stripe.Event.list(limit=4)]
assert types == ["coupon.deleted", "coupon.created", "price.created", "plan.created"], types
assert stripe.Product.search(query="metadata['slug']:'python'").data[0].id == product.id
print("ok python3-stripe", stripe.version.VERSION)
