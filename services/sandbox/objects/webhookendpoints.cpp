#include "services/sandbox/objects/webhookendpoints.h"

#include "services/sandbox/engine/jsonvalues.h"
#include "services/sandbox/engine/tables.h"

#include <QJsonArray>

#include <algorithm>

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t mostEndpoints = 16;

std::vector<Field> endpointFields()
{
    return { { .name = "enabled_events", .type = FieldType::TextList, .required = true, .clearable = false },
        { .name = "url", .required = true, .clearable = false },
        { .name = "api_version", .use = Use::Create, .longest = 64 },
        { .name = "connect", .type = FieldType::Boolean, .use = Use::Create }, { .name = "description" },
        { .name = "disabled", .type = FieldType::Boolean, .use = Use::Update, .clearable = false },
        { .name = "metadata", .type = FieldType::Metadata } };
}

bool isUsableUrl(const std::string &url)
{
    return (url.starts_with("https://") && url.size() > 8) || (url.starts_with("http://") && url.size() > 7);
}

/** What is wrong with the parameters, of either call. */
std::optional<Refusal> check(const QJsonObject &given)
{
    if (given.contains(u"url"_s) && !isUsableUrl(textAt(given, u"url"_s))) {
        return invalidParameter(
            "url_invalid", "Invalid URL: An explicit scheme (such as https) must be provided.", "url");
    }
    if (given.contains(u"enabled_events"_s) && given.value(u"enabled_events"_s).toArray().isEmpty()) {
        return invalidParameter(
            "parameter_invalid_empty", "You must enable at least one event.", "enabled_events");
    }
    const auto version = textAt(given, u"api_version"_s);
    if (!version.empty() && !shapeOf(version)) {
        return invalidParameter("", "Invalid Stripe API version: " + version, "api_version");
    }
    return std::nullopt;
}

Attempt<QJsonObject> merged(QJsonObject endpoint, const QJsonObject &given)
{
    if (auto wrong = check(given)) {
        return *wrong;
    }
    auto metadata = withMetadata(endpoint.value(u"metadata"_s).toObject(), given.value(u"metadata"_s));
    if (!metadata) {
        return metadata;
    }
    endpoint.insert(u"metadata"_s, *metadata);
    for (const auto &name : { u"url"_s, u"enabled_events"_s, u"description"_s, u"api_version"_s }) {
        if (given.contains(name)) {
            endpoint.insert(name, given.value(name));
        }
    }
    if (given.contains(u"disabled"_s)) {
        endpoint.insert(u"status"_s, given.value(u"disabled"_s).toBool() ? u"disabled"_s : u"enabled"_s);
    }
    return endpoint;
}

Attempt<QJsonObject> create(Transaction &transaction, const QJsonObject &given, const ApiShape & /*shape*/)
{
    if (transaction.all(table::endpoint).size() >= mostEndpoints) {
        return invalidParameter("", "You have reached the maximum of 16 test webhook endpoints.", "");
    }
    const QJsonObject blank{ { u"id"_s, text(transaction.newId("we")) },
        { u"object"_s, u"webhook_endpoint"_s }, { u"api_version"_s, null() }, { u"application"_s, null() },
        { u"created"_s, number(transaction.now()) }, { u"description"_s, null() }, { u"livemode"_s, false },
        { u"metadata"_s, QJsonObject() }, { u"secret"_s, text(transaction.newId("whsec", 32)) },
        { u"status"_s, u"enabled"_s } };
    auto endpoint = merged(blank, given);
    if (endpoint) {
        transaction.put(table::endpoint, *endpoint);
    }
    return endpoint;
}

Attempt<QJsonObject> update(Transaction &transaction, const QJsonObject &endpoint, const QJsonObject &given)
{
    auto after = merged(endpoint, given);
    if (after && *after != endpoint) {
        transaction.put(table::endpoint, *after);
    }
    return after;
}

std::optional<Refusal> remove(Transaction &transaction, const QJsonObject &endpoint)
{
    transaction.remove(table::endpoint, textAt(endpoint, u"id"_s));
    return std::nullopt;
}

} // namespace

const ObjectKind &webhookEndpointKind()
{
    static const ObjectKind kind{ .object = "webhook_endpoint",
        .table = table::endpoint,
        .path = "/v1/webhook_endpoints",
        .fields = endpointFields(),
        .filters = {},
        .references = {},
        .includable = {},
        .onceOnly = { "secret" },
        .searchable = {},
        .create = create,
        .update = update,
        .remove = remove };
    return kind;
}

} // namespace billhook::sandbox
