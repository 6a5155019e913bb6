"""The same life by Debian's python3-stripe, which sends no version. Fails by an exception."""
import sys

import stripe

stripe.api_base = f"http://127.0.0.1:{sys.argv[1]}"
stripe.api_key = "sk_test_interop"

DAY, start = 86400, 1767225600
clock = stripe.test_helpers.TestClock.create(frozen_time=start)
product = stripe.Product.create(name="Team")
cheap, dear = [stripe.Price.create(product=product.id, currency="usd", unit_amount=amount, recurring={"interval": "month"})
               for amount in (3100, 6200)]
customer = stripe.Customer.create(name="Ada", test_clock=clock.id)
method = stripe.PaymentMethod.attach("pm_card_visa", customer=customer.id)
stripe.Customer.modify(customer.id, invoice_settings={"default_payment_method": method.id})
subscription = stripe.Subscription.create(customer=customer.id, items=[{"price": cheap.id}])
assert subscription.status == "active", subscription.status
stripe.test_helpers.TestClock.advance(clock.id, frozen_time=start + 10 * DAY)
stripe.Subscription.modify(subscription.id, items=[{"id": subscription["items"].data[0].id, "price": dear.id}])
stripe.test_helpers.TestClock.advance(clock.id, frozen_time=start + 32 * DAY)
invoice = stripe.Invoice.list(customer=customer.id, limit=1).data[0]
assert invoice.total == 8300 and invoice.status == "paid", (invoice.total, invoice.status)
assert [line.amount for line in invoice.lines.data] == [-2100, 4200, 6200]
ended = stripe.Subscription.delete(subscription.id)
assert ended.status == "canceled"
try:
    stripe.PaymentMethod.attach("pm_card_visa_chargeDeclined", customer=customer.id)
except stripe.error.CardError as error:
    assert error.code == "card_declined" and error.http_status == 402
else:
    raise AssertionError("a declining card was attached")
print("ok python3-stripe", stripe.version.VERSION)
