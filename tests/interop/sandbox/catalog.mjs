// Drives the sandbox as a developer would, with the official client. Fails by an exception; prints what it did.
import assert from 'node:assert/strict';
import Stripe from 'stripe';

const [port, control] = [Number(process.argv[2]), `http://127.0.0.1:${process.argv[2]}/sandbox`];
const key = 'sk_test_interop';
const client = (options = {}) =>
    new Stripe(key, { host: '127.0.0.1', port, protocol: 'http', telemetry: false, ...options });
const stripe = client();

async function fault(...add) {
    const answer = await fetch(`${control}/faults`,
        { method: 'POST', headers: { authorization: `Bearer ${key}` }, body: JSON.stringify({ add }) });
    assert.equal(answer.status, 200);
}

async function fails(promise, type, fields = {}) {
    const error = await promise.then(() => assert.fail(`no ${type}`), (thrown) => thrown);
    assert.equal(error.type, type, error.message);
    for (const [name, value] of Object.entries(fields)) assert.equal(error[name], value, name);
    assert.match(error.requestId ?? '', /^(req_\w+|)$/);
    return error;
}

const steps = {
    async 'a product with its prices'() {
        const product = await stripe.products.create({
            name: 'Team', description: 'Shared projects & more, per seat: 100 %', metadata: { slug: 'team', limits: '{"users":5}' },
            default_price_data: { currency: 'usd', unit_amount: 1400, recurring: { interval: 'month' } },
        });
        assert.equal(product.metadata.limits, '{"users":5}');
        assert.equal(typeof product.default_price, 'string');
        const dearer = await stripe.prices.create({
            product: product.id, currency: 'usd', unit_amount: 1700, recurring: { interval: 'month' }, lookup_key: 'team_month',
        });
        await stripe.products.update(product.id, { default_price: dearer.id });
        const archived = await stripe.prices.update(product.default_price, { active: false });
        assert.equal(archived.active, false);
        const again = await stripe.products.retrieve(product.id, { expand: ['default_price'] });
        assert.equal(again.default_price.unit_amount, 1700);
        await fails(stripe.prices.update(dearer.id, { active: false }), 'StripeInvalidRequestError', { statusCode: 400 });
        await fails(stripe.prices.update(dearer.id, { unit_amount: 1 }), 'StripeInvalidRequestError',
            { code: 'parameter_unknown', param: 'unit_amount' });
    },
    async 'lookup keys and their transfer'() {
        const { data: [before] } = await stripe.prices.list({ lookup_keys: ['team_month'], expand: ['data.product'] });
        assert.equal(before.product.name, 'Team');
        const after = await stripe.prices.create({
            product: before.product.id, currency: 'usd', unit_amount: 1900, recurring: { interval: 'month' },
            lookup_key: 'team_month', transfer_lookup_key: true,
        });
        const { data } = await stripe.prices.list({ lookup_keys: ['team_month'] });
        assert.deepEqual(data.map((price) => price.id), [after.id]);
    },
    async 'clearing values'() {
        const product = await stripe.products.create({ name: 'Clear', description: 'x', metadata: { a: '1', b: '2' } });
        const cleared = await stripe.products.update(product.id, { description: '', metadata: { a: '' } });
        assert.equal(cleared.description, null);
        assert.deepEqual(cleared.metadata, { b: '2' });
        assert.deepEqual((await stripe.products.update(product.id, { metadata: '' })).metadata, {});
        assert.equal((await stripe.products.del(product.id)).deleted, true);
        await fails(stripe.products.retrieve(product.id), 'StripeInvalidRequestError', { statusCode: 404, code: 'resource_missing' });
    },
    async 'paging both ways'() {
        const made = [];
        for (let i = 0; i < 23; ++i) made.push((await stripe.coupons.create({ percent_off: 12.5, duration: 'once', name: `C${i}` })).id);
        const forward = [];
        for await (const coupon of stripe.coupons.list({ limit: 5 })) forward.push(coupon.id);
        assert.deepEqual(forward, [...made].reverse());
        const page = await stripe.coupons.list({ limit: 3, starting_after: made[10] });
        assert.deepEqual(page.data.map((coupon) => coupon.id), [made[9], made[8], made[7]]);
        const newer = [];
        for await (const coupon of stripe.coupons.list({ limit: 4, ending_before: made[12] })) newer.push(coupon.id);
        assert.deepEqual(newer, made.slice(13));
        assert.equal((await stripe.coupons.retrieve(made[0])).percent_off, 12.5);
    },
    async 'events in the order of catching up'() {
        const { data: [newest] } = await stripe.events.list({ limit: 1 });
        const product = await stripe.products.create({ name: 'After' });
        await stripe.products.update(product.id, { name: 'After all' });
        const types = [];
        for await (const event of stripe.events.list({ ending_before: newest.id, limit: 1 })) types.push(event.type);
        assert.deepEqual(types, ['product.created', 'product.updated']);
        const { data: [updated] } = await stripe.events.list({ types: ['product.updated'], limit: 1 });
        assert.equal(updated.data.previous_attributes.name, 'After');
        assert.equal(updated.api_version, '2026-10-28.endive');
    },
    async 'search'() {
        const found = await stripe.products.search({ query: "metadata['slug']:'team' AND active:'true'" });
        assert.equal(found.data.length, 1);
        await fails(stripe.products.search({ query: 'colour:"red"' }), 'StripeInvalidRequestError', { param: 'query' });
    },
    async 'idempotency'() {
        const first = await stripe.products.create({ name: 'Once' }, { idempotencyKey: 'interop-1' });
        const second = await stripe.products.create({ name: 'Once' }, { idempotencyKey: 'interop-1' });
        assert.equal(second.id, first.id);
        assert.equal(second.lastResponse.headers['idempotent-replayed'], 'true');
        await fails(stripe.products.create({ name: 'Twice' }, { idempotencyKey: 'interop-1' }), 'StripeIdempotencyError', { statusCode: 400 });
    },
    async 'retries and what they find'() {
        const name = () => `Retried ${Math.floor(performance.now() * 1000)}`;
        const count = async (wanted) => {
            let found = 0;
            for await (const product of stripe.products.list({ limit: 100 })) found += product.name === wanted;
            return found;
        };
        const post = { method: 'POST', path: '/v1/products' };
        for (const add of [[{ kind: 'error_before', ...post, status: 503 }], [{ kind: 'drop_before', ...post }],
            [{ kind: 'drop_after', ...post }], [{ kind: 'error_before', ...post, status: 409, code: 'lock_timeout' }],
            [{ kind: 'rate_limit', ...post, should_retry: 'true' }]]) {
            const wanted = name();
            await fault(...add);
            await stripe.products.create({ name: wanted });
            assert.equal(await count(wanted), 1, add[0].kind);
        }
        const limited = name();
        await fault({ kind: 'rate_limit', ...post });
        await fails(stripe.products.create({ name: limited }), 'StripeRateLimitError', { statusCode: 429 });
        assert.equal(await count(limited), 0);
        const cut = name(); // the client does not retry once an answer has begun
        await fault({ kind: 'truncate', ...post });
        await fails(stripe.products.create({ name: cut }), 'StripeConnectionError');
        assert.equal(await count(cut), 1);
        const unknown = name();
        await fault({ kind: 'error_after', ...post });
        await fails(stripe.products.create({ name: unknown }), 'StripeAPIError', { statusCode: 500 });
        assert.equal(await count(unknown), 1);
    },
    async 'errors by their class'() {
        await fails(new Stripe('sk_live_51x', { host: '127.0.0.1', port, protocol: 'http' }).products.list(),
            'StripeAuthenticationError', { statusCode: 401 });
        await fails(new Stripe('rk_test_nothing', { host: '127.0.0.1', port, protocol: 'http' }).products.list(),
            'StripePermissionError', { statusCode: 403 });
        const price = { product: (await stripe.products.create({ name: 'E' })).id, currency: 'jpy' };
        await fails(stripe.prices.create({ ...price, unit_amount: 14.5 }), 'StripeInvalidRequestError', { param: 'unit_amount' });
        await fails(stripe.prices.create({ ...price, unit_amount: 14, recurring: { interval: 'fortnight' } }),
            'StripeInvalidRequestError', { param: 'recurring[interval]' });
    },
    async 'the shape before basil'() {
        const old = client({ apiVersion: '2024-06-20' });
        const { data: [price] } = await old.prices.list({ limit: 1, type: 'recurring' });
        assert.equal(price.recurring.aggregate_usage, null);
        const { data: [now] } = await stripe.prices.list({ limit: 1, type: 'recurring' });
        assert.equal('aggregate_usage' in now.recurring, false);
        const plan = await old.plans.retrieve(price.id);
        assert.equal(plan.amount, price.unit_amount);
    },
    async 'endpoints and the account'() {
        const endpoint = await stripe.webhookEndpoints.create({ url: 'http://127.0.0.1:9/hook', enabled_events: ['product.*'] });
        assert.match(endpoint.secret, /^whsec_/);
        assert.equal('secret' in await stripe.webhookEndpoints.retrieve(endpoint.id), false);
        assert.equal((await stripe.webhookEndpoints.update(endpoint.id, { disabled: true })).status, 'disabled');
        assert.equal((await stripe.webhookEndpoints.del(endpoint.id)).deleted, true);
        assert.equal((await stripe.accounts.retrieve()).object, 'account');
    },
};

for (const [name, step] of Object.entries(steps)) {
    await step();
    console.log(`ok ${name}`);
}
