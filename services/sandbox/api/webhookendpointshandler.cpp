#include "services/sandbox/api/webhookendpointshandler.h"

#include "services/sandbox/api/listpage.h"
#include "services/sandbox/engine/calendar.h"
#include "services/sandbox/engine/jsonvalues.h"

#include <algorithm>

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

QJsonObject endpointObject(const WebhookEndpointRecord &endpoint)
{
    QJsonArray events;
    for (const auto &event : endpoint.enabledEvents) {
        events.append(text(event));
    }
    return { { u"id"_s, text(endpoint.id) }, { u"object"_s, u"webhook_endpoint"_s },
        { u"api_version"_s, textOrNull(endpoint.apiVersion) }, { u"application"_s, null() },
        { u"created"_s, number(endpoint.created) }, { u"description"_s, textOrNull(endpoint.description) },
        { u"enabled_events"_s, events }, { u"livemode"_s, false },
        { u"metadata"_s, metadataObject(endpoint.metadata) },
        { u"status"_s, endpoint.enabled ? u"enabled"_s : u"disabled"_s }, { u"url"_s, text(endpoint.url) } };
}

bool isUsableUrl(const std::string &url)
{
    return (url.starts_with("https://") && url.size() > 8) || (url.starts_with("http://") && url.size() > 7);
}

/** An empty text clears all metadata, an empty value one key; other keys stay. */
void applyMetadata(WebhookEndpointRecord &endpoint, const FormValues &parameters)
{
    if (parameters.text("metadata") == std::optional<std::string>("")) {
        endpoint.metadata.clear();
    }
    const auto &changes = parameters.child("metadata");
    for (const auto &key : changes.names()) {
        const auto value = changes.text(key).value_or("");
        if (value.empty()) {
            endpoint.metadata.erase(key);
        } else {
            endpoint.metadata[key] = value;
        }
    }
}

std::optional<ApiAnswer> applyUrl(WebhookEndpointRecord &endpoint, const FormValues &parameters)
{
    const auto url = parameters.text("url");
    if (url && !isUsableUrl(*url)) {
        return invalidParameter(
            "url_invalid", "Invalid URL: An explicit scheme (such as https) must be provided.", "url");
    }
    endpoint.url = url.value_or(endpoint.url);
    return std::nullopt;
}

/** What create and update have in common; the answer when something is wrong. */
std::optional<ApiAnswer> apply(WebhookEndpointRecord &endpoint, const FormValues &parameters)
{
    if (auto wrong = applyUrl(endpoint, parameters)) {
        return wrong;
    }
    if (parameters.has("enabled_events")) {
        endpoint.enabledEvents = parameters.list("enabled_events");
        if (endpoint.enabledEvents.empty()) {
            return invalidParameter(
                "parameter_invalid_empty", "You must enable at least one event.", "enabled_events");
        }
    }
    endpoint.description = parameters.text("description").value_or(endpoint.description);
    applyMetadata(endpoint, parameters);
    return std::nullopt;
}

} // namespace

WebhookEndpointsHandler::WebhookEndpointsHandler(Random random)
    : m_random(random)
{ }

std::vector<ApiRoute> WebhookEndpointsHandler::routes()
{
    const std::string all = "/v1/webhook_endpoints";
    const std::string one = all + "/{id}";
    return { { "POST", all, [this](const ApiRequest &request) { return create(request.parameters); } },
        { "GET", all, [this](const ApiRequest &request) { return list(request.parameters); } },
        { "GET", one, [this](const ApiRequest &request) { return retrieve(request.arguments[0]); } },
        { "POST", one,
            [this](const ApiRequest &request) { return update(request.arguments[0], request.parameters); } },
        { "DELETE", one, [this](const ApiRequest &request) { return remove(request.arguments[0]); } } };
}

ApiAnswer WebhookEndpointsHandler::create(const FormValues &parameters)
{
    static const std::vector<std::string> known{ "url", "enabled_events", "api_version", "connect",
        "description", "expand", "metadata" };
    if (auto wrong = refuseUnknown(parameters, known)) {
        return *wrong;
    }
    for (const auto *required : { "enabled_events", "url" }) {
        if (!parameters.has(required)) {
            return missingParameter(required);
        }
    }
    WebhookEndpointRecord endpoint;
    if (auto wrong = apply(endpoint, parameters)) {
        return *wrong;
    }
    endpoint.id = "we_" + m_random.letters(24);
    endpoint.secret = "whsec_" + m_random.letters(32);
    endpoint.apiVersion = parameters.text("api_version").value_or("");
    endpoint.created = currentTime();
    m_endpoints.push_front(endpoint);
    auto object = endpointObject(endpoint);
    object.insert(u"secret"_s, text(endpoint.secret));
    return { 200, object };
}

ApiAnswer WebhookEndpointsHandler::list(const FormValues &parameters) const
{
    if (auto wrong = refuseUnknown(parameters, { "limit", "starting_after", "ending_before", "expand" })) {
        return *wrong;
    }
    std::vector<std::string> ids;
    for (const auto &endpoint : m_endpoints) {
        ids.push_back(endpoint.id);
    }
    const auto page = choosePage(ids, parameters, "webhook_endpoint");
    if (page.failure) {
        return *page.failure;
    }
    QJsonArray data;
    for (auto index = page.first; index < page.end; ++index) {
        data.append(endpointObject(m_endpoints[index]));
    }
    return { 200,
        { { u"object"_s, u"list"_s }, { u"data"_s, data }, { u"has_more"_s, page.hasMore },
            { u"url"_s, u"/v1/webhook_endpoints"_s } } };
}

ApiAnswer WebhookEndpointsHandler::retrieve(const std::string &id) const
{
    const auto found = find(id);
    return found == m_endpoints.end() ? noSuchObject("webhook_endpoint", id)
                                      : ApiAnswer{ 200, endpointObject(*found) };
}

ApiAnswer WebhookEndpointsHandler::update(const std::string &id, const FormValues &parameters)
{
    static const std::vector<std::string> known{ "url", "enabled_events", "description", "disabled", "expand",
        "metadata" };
    const auto found = find(id);
    if (found == m_endpoints.end()) {
        return noSuchObject("webhook_endpoint", id);
    }
    if (auto wrong = refuseUnknown(parameters, known)) {
        return *wrong;
    }
    auto changed = *found;
    if (auto wrong = apply(changed, parameters)) {
        return *wrong;
    }
    if (const auto disabled = parameters.text("disabled")) {
        if (*disabled != "true" && *disabled != "false") {
            return invalidParameter("parameter_invalid_boolean", "Invalid boolean: " + *disabled, "disabled");
        }
        changed.enabled = *disabled == "false";
    }
    m_endpoints[static_cast<std::size_t>(found - m_endpoints.begin())] = changed;
    return { 200, endpointObject(changed) };
}

ApiAnswer WebhookEndpointsHandler::remove(const std::string &id)
{
    const auto found = find(id);
    if (found == m_endpoints.end()) {
        return noSuchObject("webhook_endpoint", id);
    }
    m_endpoints.erase(found);
    return { 200, { { u"id"_s, text(id) }, { u"object"_s, u"webhook_endpoint"_s }, { u"deleted"_s, true } } };
}

std::deque<WebhookEndpointRecord>::const_iterator WebhookEndpointsHandler::find(const std::string &id) const
{
    return std::find_if(m_endpoints.begin(), m_endpoints.end(),
        [&id](const WebhookEndpointRecord &endpoint) { return endpoint.id == id; });
}

} // namespace billhook::sandbox
