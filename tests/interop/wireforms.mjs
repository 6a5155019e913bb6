// node wireforms.mjs FOLDER PORT: makes the calls of wireformtest.cpp with the official client against a local server, one after
// the other in the same order, and prints their names.
import { createRequire } from 'node:module';

const [folder, port] = process.argv.slice(2);
const Stripe = createRequire(folder + '/')('stripe');
const stripe = new Stripe('sk_test_scripted', { host: '127.0.0.1', port, protocol: 'http', telemetry: false });

const calls = {
    'create a product': () => stripe.products.create({
        name: "Café & (Co)! *'~ +/:@ ][%", description: '', active: true,
        metadata: { 'a b': '1', 'k[x]': '2', billhook_step: 'b2f1', gone: '' },
    }),
    'rename a product': () => stripe.products.update('prod_1', { name: 'Team "plus"\n日本' }),
    'clear a description': () => stripe.products.update('prod_1', { description: '' }),
    'set the default price': () => stripe.products.update('prod_/x y', { default_price: 'price_2' }),
    'archive a product': () => stripe.products.update('prod_1', { active: false }),
    'retrieve a product': () => stripe.products.retrieve('prod_1'),
    'list products': () => stripe.products.list({ active: true, created: { gte: 1764547200 }, limit: 100 }),
    'create a price': () => stripe.prices.create({
        product: 'prod_1', currency: 'usd', unit_amount: 1003800, recurring: { interval: 'month', interval_count: 3 },
        nickname: 'Quarterly', lookup_key: 'team', transfer_lookup_key: true, metadata: { billhook_step: 'b2f2' },
    }),
    'archive a price': () => stripe.prices.update('price_1', { active: false }),
    'move a lookup key': () => stripe.prices.update('price_1', { lookup_key: 'team', transfer_lookup_key: true }),
    'retrieve a price': () => stripe.prices.retrieve('price_1', { expand: ['tiers'] }),
    'list prices': () => stripe.prices.list({
        product: 'prod_1', active: true, lookup_keys: ['team', 'solo'], limit: 2, expand: ['data.tiers'],
    }),
    'create a percentage coupon': () => stripe.coupons.create({
        id: 'WINTER', percent_off: 12.5, duration: 'repeating', duration_in_months: 3, name: 'Winter',
    }),
    'create an amount coupon': () => stripe.coupons.create({ amount_off: 500, currency: 'jpy', duration: 'once' }),
    'rename a coupon': () => stripe.coupons.update('c 1', { name: 'Spring', metadata: { x: '' } }),
    'delete a coupon': () => stripe.coupons.del('c 1'),
    'retrieve a coupon': () => stripe.coupons.retrieve('WINTER'),
    'list coupons': () => stripe.coupons.list({ limit: 100 }),
    'list events': () => stripe.events.list({
        types: ['price.created', 'product.*'], created: { gte: 1764547200 }, ending_before: 'evt_1', limit: 100,
    }),
    'retrieve an event': () => stripe.events.retrieve('evt_1'),
    'retrieve the account': () => stripe.accounts.retrieve(),
    'create a customer': () => stripe.customers.create({
        name: 'Ada & Söhne', email: 'ada+billing@example.com', phone: '', metadata: { plan: 'team' },
    }),
    'set the default payment method': () => stripe.customers.update('cus_1', { invoice_settings: { default_payment_method: 'pm_1' } }),
    'delete a customer': () => stripe.customers.del('cus_1'),
    'retrieve a customer': () => stripe.customers.retrieve('cus_1'),
    'list customers': () => stripe.customers.list({ email: 'ada+billing@example.com', created: { gte: 1764547200 }, limit: 100 }),
    'adjust a balance': () => stripe.customers.createBalanceTransaction('cus_1', { amount: -400, currency: 'usd', description: 'Sorry' }),
    'list payment methods': () => stripe.customers.listPaymentMethods('cus_1', { limit: 100 }),
    'attach a payment method': () => stripe.paymentMethods.attach('pm_1', { customer: 'cus_1' }),
    'detach a payment method': () => stripe.paymentMethods.detach('pm_1'),
    'create a subscription': () => stripe.subscriptions.create({
        customer: 'cus_1', items: [{ price: 'price_1', quantity: 3 }, { price: 'price_m' }], default_payment_method: 'pm_1',
        discounts: [{ coupon: 'WINTER' }], trial_period_days: 14, payment_behavior: 'error_if_incomplete', metadata: { billhook_step: 'b' },
    }),
    'change a plan': () => stripe.subscriptions.update('sub_1', {
        items: [{ id: 'si_1', price: 'price_2', quantity: 5 }, { id: 'si_2', deleted: true }],
        proration_behavior: 'always_invoice', proration_date: 1764547200, payment_behavior: 'pending_if_incomplete',
    }),
    'cancel at the end of the period': () => stripe.subscriptions.update('sub_1', {
        cancel_at_period_end: true, cancellation_details: { feedback: 'too_expensive', comment: "it's dear" },
    }),
    'undo a cancellation': () => stripe.subscriptions.update('sub_1', { cancel_at: '' }),
    'pause collection': () => stripe.subscriptions.update('sub_1', { pause_collection: { behavior: 'void', resumes_at: 1764547200 } }),
    'end a pause of collection and the discounts': () => stripe.subscriptions.update('sub_1', { discounts: '', pause_collection: '' }),
    'cancel at once': () => stripe.subscriptions.cancel('sub_1', {
        invoice_now: true, prorate: true, cancellation_details: { feedback: 'unused' },
    }),
    'pause a subscription': () => stripe.subscriptions.pause('sub_1'),
    'resume a subscription': () => stripe.subscriptions.resume('sub_1', { billing_cycle_anchor: 'unchanged' }),
    'retrieve a subscription': () => stripe.subscriptions.retrieve('sub_1'),
    'list subscriptions': () => stripe.subscriptions.list({ customer: 'cus_1', price: 'price_1', status: 'all', limit: 100 }),
    'preview a change': () => stripe.invoices.createPreview({
        subscription: 'sub_1', subscription_details: {
            items: [{ id: 'si_1', price: 'price_2' }], proration_behavior: 'always_invoice', proration_date: 1764547200,
        },
    }),
    'schedule a subscription': () => stripe.subscriptionSchedules.create({ from_subscription: 'sub_1' }),
    'change at renewal': () => stripe.subscriptionSchedules.update('sub_sched_1', {
        end_behavior: 'release', phases: [
            { items: [{ price: 'price_1', quantity: 1 }], start_date: 1764547200, end_date: 1767225600 },
            { items: [{ price: 'price_2', quantity: 4 }] },
        ],
    }),
    'release a schedule': () => stripe.subscriptionSchedules.release('sub_sched_1'),
    'create a portal session': () => stripe.billingPortal.sessions.create({ customer: 'cus_1', return_url: 'https://x.example/a?b=c' }),
    'list invoices': () => stripe.invoices.list({
        customer: 'cus_1', subscription: 'sub_1', status: 'open', created: { gte: 1764547200 }, limit: 100,
    }),
    'retrieve an invoice': () => stripe.invoices.retrieve('in_1'),
    'finalize an invoice': () => stripe.invoices.finalizeInvoice('in_1'),
    'pay an invoice': () => stripe.invoices.pay('in_1', { payment_method: 'pm_1' }),
    'pay an invoice elsewhere': () => stripe.invoices.pay('in_1', { paid_out_of_band: true }),
    'void an invoice': () => stripe.invoices.voidInvoice('in_1'),
    'give an invoice up': () => stripe.invoices.markUncollectible('in_1'),
    'refund a charge': () => stripe.refunds.create({ charge: 'ch_1', amount: 300, reason: 'duplicate', metadata: { why: 'x' } }),
};

for (const [name, call] of Object.entries(calls)) {
    await call();
    console.log(name);
}
