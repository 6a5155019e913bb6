#pragma once

#include "services/sandbox/engine/jsonvalues.h"
#include "services/sandbox/objects/objectkind.h"

#include <QJsonArray>
#include <QJsonObject>

#include <string>
#include <vector>

namespace billhook::sandbox {

// What the kinds of objects share when they read and write documents.

/** What was given under the name; `otherwise` when it was not. */
QJsonValue givenOr(const QJsonObject &given, const QString &name, const QJsonValue &otherwise = null());

/** The value at a path such as invoice_settings.default_payment_method. */
QJsonValue valueAt(const QJsonObject &document, const QString &path);
void setAt(QJsonObject &document, const QString &path, const QJsonValue &value);

/** The number under a name; none when there is no number. */
std::optional<std::int64_t> numberAt(const QJsonObject &document, const QString &name);
bool isText(const QJsonObject &document, const QString &name, const QString &wanted);

/** Every document of the table whose `field` is `id`, newest first. */
std::vector<QJsonObject> documentsWith(
    const Transaction &transaction, const std::string &table, const QString &field, const QJsonValue &id);

/** The objects of a list such as `items` or `lines`. */
QJsonArray entriesOf(const QJsonObject &document, const QString &list);
void setEntries(QJsonObject &document, const QString &list, const QJsonArray &entries);

Field textField(const std::string &name, Use use = Use::Both);
Field integerField(const std::string &name, Use use = Use::Both);
Field flagField(const std::string &name, Use use = Use::Both);
Field choiceField(const std::string &name, const std::vector<std::string> &choices, Use use = Use::Both);
Field metadataField();
/** Accepted and kept out of sight: what the sandbox does not act on. */
Field hashField(const std::string &name, const std::vector<Field> &fields, Use use = Use::Both);
Field addressField(const std::string &name = "address");

} // namespace billhook::sandbox
