// The life of a subscription, driven by the official client. Fails by an exception; prints what it did.
import assert from 'node:assert/strict';
import Stripe from 'stripe';

const port = Number(process.argv[2]);
const stripe = new Stripe('sk_test_interop', { host: '127.0.0.1', port, protocol: 'http', telemetry: false });
const day = 86400;
const start = 1767225600; // 2026-01-01

const clock = await stripe.testHelpers.testClocks.create({ frozen_time: start, name: 'billing' });
let now = start;
async function advance(days) {
    now += days * day;
    const moving = await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: now });
    assert.equal(moving.status, 'advancing');
    assert.equal((await stripe.testHelpers.testClocks.retrieve(clock.id)).status, 'ready');
}

async function customerWith(card) {
    return stripe.customers.create({
        name: 'Ada', email: 'ada@example.com', payment_method: card, test_clock: clock.id,
        invoice_settings: { default_payment_method: card },
    });
}

const product = await stripe.products.create({ name: 'Team' });
const price = (amount, more = {}) => stripe.prices.create({
    product: product.id, currency: 'usd', unit_amount: amount, recurring: { interval: 'month' }, ...more });

const steps = {
    async 'product, price, customer, subscription, upgrade, cancel'() {
        const [cheap, dear] = [await price(3100), await price(6200)];
        const customer = await customerWith('pm_card_visa');
        const subscription = await stripe.subscriptions.create({
            customer: customer.id, items: [{ price: cheap.id, quantity: 1 }],
            expand: ['latest_invoice.payments', 'latest_invoice.confirmation_secret', 'customer'],
        });
        assert.equal(subscription.status, 'active');
        assert.equal(subscription.customer.email, 'ada@example.com');
        const { payment_intent: intent } = subscription.latest_invoice.payments.data[0].payment; // one level too deep to expand
        assert.equal((await stripe.paymentIntents.retrieve(intent)).status, 'succeeded');
        assert.match(subscription.latest_invoice.confirmation_secret.client_secret, /_secret_/);
        await advance(10);
        const item = subscription.items.data[0].id;
        const preview = await stripe.invoices.createPreview({
            subscription: subscription.id, subscription_details: {
                items: [{ id: item, price: dear.id }], proration_behavior: 'always_invoice', proration_date: now },
        });
        const upgraded = await stripe.subscriptions.update(subscription.id, {
            items: [{ id: item, price: dear.id }], proration_behavior: 'always_invoice', proration_date: now, expand: ['latest_invoice'],
        });
        assert.equal(upgraded.latest_invoice.total, 2100);
        assert.equal(preview.total, 2100);
        const leaving = await stripe.subscriptions.update(subscription.id, { cancel_at: 'min_period_end' });
        assert.equal(leaving.cancel_at_period_end, false);
        await advance(22);
        assert.equal((await stripe.subscriptions.retrieve(subscription.id)).status, 'canceled');
        assert.deepEqual((await stripe.subscriptions.list({ customer: customer.id })).data, []);
        assert.equal((await stripe.subscriptions.list({ customer: customer.id, status: 'all' })).data.length, 1);
    },
    async 'dunning by the test clock'() {
        const customer = await customerWith('pm_card_visa');
        const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: (await price(900)).id }] });
        const bad = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: customer.id });
        await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: bad.id } });
        await advance(32);
        assert.equal((await stripe.subscriptions.retrieve(subscription.id)).status, 'past_due');
        await advance(16);
        const gone = await stripe.subscriptions.retrieve(subscription.id);
        assert.equal(gone.status, 'canceled');
        assert.equal(gone.cancellation_details.reason, 'payment_failed');
    },
    async 'paging over invoices'() {
        const customer = await stripe.customers.create({ name: 'Pages' });
        const made = [];
        for (let i = 0; i < 7; ++i) made.push((await stripe.invoices.create({ customer: customer.id })).id);
        const seen = [];
        for await (const invoice of stripe.invoices.list({ customer: customer.id, limit: 3 })) seen.push(invoice.id);
        assert.deepEqual(seen, made.reverse());
    },
    async 'declines by their class'() {
        const customer = await stripe.customers.create({ name: 'Declined' });
        const error = await stripe.paymentMethods.attach('pm_card_visa_chargeDeclined', { customer: customer.id })
            .then(() => assert.fail('attached'), (thrown) => thrown);
        assert.equal(error.type, 'StripeCardError');
        assert.equal(error.decline_code, 'generic_decline');
        const intent = await stripe.paymentIntents.create({
            amount: 500, currency: 'usd', payment_method: 'pm_card_threeDSecure2Required', confirm: true, return_url: 'http://127.0.0.1/',
        });
        assert.equal(intent.status, 'requires_action');
        assert.equal((await fetch(intent.next_action.redirect_to_url.url, { method: 'POST', body: 'answer=yes' })).status, 200);
        assert.equal((await stripe.paymentIntents.retrieve(intent.id, { expand: ['latest_charge'] })).latest_charge.paid, true);
    },
};

for (const [name, step] of Object.entries(steps)) {
    await step();
    console.log(`ok ${name}`);
}
