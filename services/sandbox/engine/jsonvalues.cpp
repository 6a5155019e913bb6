#include "services/sandbox/engine/jsonvalues.h"

#include <QJsonDocument>

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

QJsonValue text(const std::string &value)
{
    return QString::fromStdString(value);
}

QJsonValue textOrNull(const std::string &value)
{
    return value.empty() ? null() : text(value);
}

QJsonValue number(std::int64_t value)
{
    return { static_cast<qint64>(value) };
}

QJsonValue numberOrNull(const std::optional<std::int64_t> &value)
{
    return value ? number(*value) : null();
}

QJsonValue null()
{
    return { QJsonValue::Null };
}

QJsonValue decimalNumber(const std::string &decimal)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString("[" + decimal + "]")).array().at(0);
}

std::string textAt(const QJsonObject &object, const QString &key)
{
    return object.value(key).toString().toStdString();
}

QJsonObject metadataObject(const std::map<std::string, std::string> &metadata)
{
    QJsonObject object;
    for (const auto &[key, value] : metadata) {
        object.insert(QString::fromStdString(key), text(value));
    }
    return object;
}

QJsonObject listOf(const QJsonArray &data, const QString &url)
{
    return { { u"object"_s, u"list"_s }, { u"data"_s, data }, { u"has_more"_s, false },
        { u"total_count"_s, data.size() }, { u"url"_s, url } };
}

QJsonObject previousAttributes(const QJsonObject &before, const QJsonObject &after)
{
    QJsonObject previous;
    for (auto it = before.begin(); it != before.end(); ++it) {
        const QJsonValue old = it.value();
        const auto now = after.value(it.key());
        if (old == now) {
            continue;
        }
        if (old.isObject() && now.isObject()) {
            previous.insert(it.key(), previousAttributes(old.toObject(), now.toObject()));
        } else {
            previous.insert(it.key(), old);
        }
    }
    for (auto it = after.begin(); it != after.end(); ++it) {
        if (!before.contains(it.key())) {
            previous.insert(it.key(), null());
        }
    }
    return previous;
}

std::string compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString();
}

} // namespace billhook::sandbox
