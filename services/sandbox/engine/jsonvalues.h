#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QString>

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace billhook::sandbox {

QJsonValue text(const std::string &value);
QJsonValue textOrNull(const std::string &value); ///< null when empty
QJsonValue number(std::int64_t value);
QJsonValue numberOrNull(const std::optional<std::int64_t> &value);
QJsonValue null();
/** A JSON number written as `decimal` is: digits, a point, digits. */
QJsonValue decimalNumber(const std::string &decimal);
std::string textAt(const QJsonObject &object, const QString &key); ///< "" when there is no text
QJsonObject metadataObject(const std::map<std::string, std::string> &metadata);

/** A Stripe list object holding all of `data`. */
QJsonObject listOf(const QJsonArray &data, const QString &url);

/**
 * What Stripe puts into `previous_attributes`: exactly the keys whose values differ, with their former
 * values. Hashes are compared key by key, arrays are given whole; a key that was not there is null.
 */
QJsonObject previousAttributes(const QJsonObject &before, const QJsonObject &after);

/** UTF-8 without white space; keys sorted, so equal objects give equal bytes. */
std::string compact(const QJsonObject &object);

} // namespace billhook::sandbox
