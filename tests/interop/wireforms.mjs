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
};

for (const [name, call] of Object.entries(calls)) {
    await call();
    console.log(name);
}
