#pragma once

#include "services/sandbox/api/apiroutes.h"
#include "services/sandbox/engine/random.h"

#include <deque>

namespace billhook::sandbox {

struct WebhookEndpointRecord
{
    std::string id;
    std::string secret;
    std::string url;
    std::string apiVersion; ///< empty: the account's
    std::string description;
    std::vector<std::string> enabledEvents;
    std::map<std::string, std::string> metadata;
    bool enabled = true;
    std::int64_t created = 0; ///< UTC seconds
};

/** /v1/webhook_endpoints: create, list, retrieve, update, delete. Called by one thread at a time. */
class WebhookEndpointsHandler final
{
public:
    explicit WebhookEndpointsHandler(Random random);

    /** The rows hold a pointer to this handler. */
    std::vector<ApiRoute> routes();

private:
    ApiAnswer create(const FormValues &parameters);
    ApiAnswer list(const FormValues &parameters) const;
    ApiAnswer retrieve(const std::string &id) const;
    ApiAnswer update(const std::string &id, const FormValues &parameters);
    ApiAnswer remove(const std::string &id);
    std::deque<WebhookEndpointRecord>::const_iterator find(const std::string &id) const;

    Random m_random;
    std::deque<WebhookEndpointRecord> m_endpoints; ///< newest first
};

} // namespace billhook::sandbox
