#include "services/api/listpage.h"

#include <QJsonDocument>

namespace billhook::api {

using namespace Qt::StringLiterals;

namespace {

constexpr auto encoding = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;

/** Empty where the text is no cursor of a list with so many keys. */
QStringList keysOf(const QString &cursor, int keys)
{
    const auto decoded = QByteArray::fromBase64Encoding(
        cursor.toLatin1(), QByteArray::Base64UrlEncoding | QByteArray::AbortOnBase64DecodingErrors);
    QStringList found;
    for (const auto &key : QJsonDocument::fromJson(decoded ? *decoded : QByteArray()).array()) {
        if (!key.isString() || key.toString().contains(QChar(u'\0'))) {
            return {};
        }
        found.append(key.toString());
    }
    return found.size() == keys ? found : QStringList();
}

} // namespace

ListPage::ListPage(Query &query, int keys)
    : m_rows(static_cast<int>(query.integer("limit", 1, mostRows).value_or(usualRows)))
{
    if (const auto cursor = query.text("cursor")) {
        m_keys = keysOf(*cursor, keys);
        if (m_keys.isEmpty()) {
            query.refuse("cursor", "is no next_cursor of this list");
        }
    }
}

Answer ListPage::answerOf(const QJsonArray &items, const QStringList &next)
{
    const auto cursor = QString::fromLatin1(
        QJsonDocument(QJsonArray::fromStringList(next)).toJson(QJsonDocument::Compact).toBase64(encoding));
    return { 200,
        { { u"items"_s, items }, { u"next_cursor"_s, next.isEmpty() ? QJsonValue() : QJsonValue(cursor) } } };
}

} // namespace billhook::api
