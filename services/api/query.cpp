#include "services/api/query.h"

#include <QUrl>
#include <QUrlQuery>

#include <utility>

namespace billhook::api {

using domain::Error;
using domain::ErrorKind;
using domain::Result;
using namespace Qt::StringLiterals;

Query::Query(std::string_view text)
{
    const QByteArray bytes(text.data(), static_cast<qsizetype>(text.size()));
    const auto parts = text.empty() ? QByteArrayList() : bytes.split('&');
    for (auto part : parts) {
        part.replace('+', ' ');
        const auto equals = part.indexOf('=');
        const auto name = QByteArray::fromPercentEncoding(equals < 0 ? part : part.left(equals));
        const auto value = QByteArray::fromPercentEncoding(equals < 0 ? QByteArray() : part.mid(equals + 1));
        const auto decoded = QString::fromUtf8(value);
        if (decoded.toUtf8() != value || value.contains('\0')) {
            refuse(name.toStdString(), "is not text in UTF-8");
        } else if (!m_values.emplace(name.toStdString(), decoded).second) {
            refuse(name.toStdString(), "is given twice");
        }
    }
}

void Query::refuse(const std::string &name, std::string detail)
{
    m_asked.insert(name); // told once
    m_wrong.push_back({ name, std::move(detail) });
}

std::optional<QString> Query::text(const std::string &name)
{
    m_asked.insert(name);
    const auto found = m_values.find(name);
    return found == m_values.end() ? std::nullopt : std::optional(found->second);
}

std::optional<qint64> Query::integer(const std::string &name, qint64 least, qint64 most)
{
    const auto given = text(name);
    if (!given) {
        return std::nullopt;
    }
    bool understood = false;
    const auto number = given->toLongLong(&understood);
    if (!understood || number < least || number > most) {
        refuse(name, "is a whole number from " + std::to_string(least) + " to " + std::to_string(most));
        return std::nullopt;
    }
    return number;
}

std::optional<bool> Query::boolean(const std::string &name)
{
    const auto given = text(name);
    if (given && *given != u"true"_s && *given != u"false"_s) {
        refuse(name, "is true or false");
        return std::nullopt;
    }
    return given ? std::optional(*given == u"true"_s) : std::nullopt;
}

std::optional<QDate> Query::date(const std::string &name)
{
    const auto given = text(name);
    if (!given) {
        return std::nullopt;
    }
    const auto day = QDate::fromString(*given, u"yyyy-MM-dd"_s);
    if (!day.isValid()) {
        refuse(name, "is a date, as in 2026-11-30");
        return std::nullopt;
    }
    return day;
}

Result<void> Query::judge() const
{
    auto wrong = m_wrong;
    for (const auto &[name, value] : m_values) {
        if (!m_asked.contains(name)) {
            wrong.push_back({ name, "is not known here" });
        }
    }
    if (wrong.empty()) {
        return {};
    }
    Error error{ ErrorKind::InvalidInput, "invalid", "A parameter is not understood.", {} };
    error.fields = std::move(wrong);
    return error;
}

} // namespace billhook::api
