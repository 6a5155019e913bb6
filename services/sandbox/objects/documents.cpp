#include "services/sandbox/objects/documents.h"

#include <algorithm>
#include <iterator>
#include <limits>

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

QJsonValue givenOr(const QJsonObject &given, const QString &name, const QJsonValue &otherwise)
{
    return given.contains(name) ? given.value(name) : otherwise;
}

QJsonValue valueAt(const QJsonObject &document, const QString &path)
{
    QJsonValue value = document;
    for (const auto &part : path.split(u'.')) {
        value = value.toObject().value(part);
    }
    return value;
}

void setAt(QJsonObject &document, const QString &path, const QJsonValue &value)
{
    const auto point = path.indexOf(u'.');
    if (point < 0) {
        document.insert(path, value);
        return;
    }
    auto inner = document.value(path.left(point)).toObject();
    setAt(inner, path.mid(point + 1), value);
    document.insert(path.left(point), inner);
}

std::optional<std::int64_t> numberAt(const QJsonObject &document, const QString &name)
{
    const auto value = document.value(name);
    return value.isDouble() ? std::optional<std::int64_t>(value.toInteger()) : std::nullopt;
}

bool isText(const QJsonObject &document, const QString &name, const QString &wanted)
{
    return document.value(name).toString() == wanted;
}

std::vector<QJsonObject> documentsWith(
    const Transaction &transaction, const std::string &table, const QString &field, const QJsonValue &id)
{
    const auto all = transaction.all(table);
    std::vector<QJsonObject> found;
    std::copy_if(all.begin(), all.end(), std::back_inserter(found),
        [&](const QJsonObject &document) { return document.value(field) == id; });
    return found;
}

QJsonArray entriesOf(const QJsonObject &document, const QString &list)
{
    return document.value(list)[u"data"_s].toArray();
}

void setEntries(QJsonObject &document, const QString &list, const QJsonArray &entries)
{
    auto inner = document.value(list).toObject();
    inner.insert(u"data"_s, entries);
    inner.insert(u"total_count"_s, entries.size());
    document.insert(list, inner);
}

Field textField(const std::string &name, Use use)
{
    return { .name = name, .use = use };
}

Field integerField(const std::string &name, Use use)
{
    return { .name = name,
        .type = FieldType::Integer,
        .use = use,
        .least = -9'999'999'999,
        .greatest = 9'999'999'999 };
}

Field flagField(const std::string &name, Use use)
{
    return { .name = name, .type = FieldType::Boolean, .use = use };
}

Field choiceField(const std::string &name, const std::vector<std::string> &choices, Use use)
{
    return { .name = name, .type = FieldType::Choice, .use = use, .choices = choices };
}

Field metadataField()
{
    return { .name = "metadata", .type = FieldType::Metadata };
}

Field hashField(const std::string &name, const std::vector<Field> &fields, Use use)
{
    return { .name = name, .type = FieldType::Hash, .use = use, .fields = fields };
}

Field addressField(const std::string &name)
{
    return hashField(name,
        { textField("city"), textField("country"), textField("line1"), textField("line2"),
            textField("postal_code"), textField("state") });
}

} // namespace billhook::sandbox
