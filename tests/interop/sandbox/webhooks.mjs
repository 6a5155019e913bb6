// An endpoint that verifies with the official client and refuses each event once. Prints `ready PORT SECRET?`, then one line an event.
import http from 'node:http';
import Stripe from 'stripe';

const port = Number(process.argv[2]);
const stripe = new Stripe('sk_test_interop', { host: '127.0.0.1', port, protocol: 'http', telemetry: false });
const refused = new Set();
let secret = '';
const server = http.createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
        const event = stripe.webhooks.constructEvent(Buffer.concat(chunks), request.headers['stripe-signature'], secret);
        const first = !refused.has(event.id);
        refused.add(event.id);
        response.writeHead(first ? 500 : 200).end();
        if (!first) console.log(`event ${event.id} ${event.type} ${event.data.object.name ?? ''}`);
    });
});
server.listen(0, '127.0.0.1', async () => {
    const url = `http://127.0.0.1:${server.address().port}/hook`;
    const endpoint = await stripe.webhookEndpoints.create({ url, enabled_events: ['*'] });
    secret = endpoint.secret;
    console.log('ready');
});
