// The npm package @supabase/stripe-sync-engine behind a plain Node server: verify, store, answer.
const { createServer } = require('node:http')
const { runMigrations, StripeSync } = require('@supabase/stripe-sync-engine')

const [databaseUrl, secret, port] = process.argv.slice(2)
const sync = new StripeSync({
  schema: 'stripe', stripeSecretKey: 'sk_test_unused', stripeWebhookSecret: secret,
  poolConfig: { connectionString: databaseUrl, max: 20, keepAlive: true },
})

const server = createServer((request, response) => {
  const parts = []
  request.on('data', (part) => parts.push(part))
  request.on('end', async () => {
    try {
      await sync.processWebhook(Buffer.concat(parts), request.headers['stripe-signature'])
      response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"received":true}')
    } catch (error) {
      console.error(error.message)
      response.writeHead(500).end('{}')
    }
  })
})
const logger = { info() {}, error: (error, text) => console.error(text, error) }
runMigrations({ databaseUrl, schema: 'stripe', logger })
  .then(() => server.listen(Number(port), '127.0.0.1', () => console.log('ready')))
