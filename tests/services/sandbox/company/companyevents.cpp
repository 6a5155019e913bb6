#include "tests/services/sandbox/company/companyevents.h"

namespace billhook::tests {

using namespace Qt::StringLiterals;

std::vector<ReadEvent> readEvents(const std::vector<sandbox::StripeEvent> &events)
{
    std::vector<ReadEvent> all;
    all.reserve(events.size());
    for (const auto &event : events) {
        const auto root = QJsonDocument::fromJson(QByteArray::fromStdString(event.body)).object();
        const auto data = root.value(u"data"_s).toObject();
        all.push_back({ root.value(u"id"_s).toString(), root.value(u"type"_s).toString(),
            root.value(u"api_version"_s).toString(), root.value(u"created"_s).toInteger(),
            data.value(u"object"_s).toObject(), data.value(u"previous_attributes"_s).toObject(),
            data.contains(u"previous_attributes"_s), root.value(u"request"_s).toObject() });
    }
    return all;
}

QJsonObject undone(const QJsonObject &object, const QJsonObject &previous)
{
    auto result = object;
    for (auto it = previous.begin(); it != previous.end(); ++it) {
        const auto now = object.value(it.key());
        const QJsonValue old = it.value();
        result.insert(it.key(),
            old.isObject() && now.isObject() ? QJsonValue(undone(now.toObject(), old.toObject())) : old);
    }
    return result;
}

QJsonObject withoutNulls(const QJsonObject &object)
{
    QJsonObject result;
    for (auto it = object.begin(); it != object.end(); ++it) {
        const QJsonValue value = it.value();
        if (value.isObject()) {
            result.insert(it.key(), withoutNulls(value.toObject()));
        } else if (!value.isNull()) {
            result.insert(it.key(), value);
        }
    }
    return result;
}

} // namespace billhook::tests
