#include "services/api/body.h"

#include <QJsonDocument>

#include <utility>

namespace billhook::api {

using domain::Error;
using domain::ErrorKind;
using domain::FieldError;
using domain::Result;
using namespace Qt::StringLiterals;

namespace {

Error invalid(std::vector<FieldError> fields)
{
    Error error{ ErrorKind::InvalidInput, "invalid", "A field is not understood.", {} };
    error.fields = std::move(fields);
    return error;
}

/** '~' and '/' as RFC 6901 writes them. */
std::string escaped(const QString &name)
{
    auto text = name;
    text.replace(u'~', u"~0"_s).replace(u'/', u"~1"_s);
    return text.toStdString();
}

} // namespace

Result<QJsonObject> readBody(std::string_view bytes)
{
    QJsonParseError failure{};
    const auto document
        = QJsonDocument::fromJson(QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size())), &failure);
    if (failure.error != QJsonParseError::NoError) {
        return invalid({ { "",
            "is no JSON: " + failure.errorString().toStdString() + " at byte "
                + std::to_string(failure.offset) } });
    }
    if (!document.isObject()) {
        return invalid({ { "", "is no JSON object" } });
    }
    return document.object();
}

Fields::Fields(const QJsonObject &object, std::string pointer)
    : m_object(object)
    , m_pointer(std::move(pointer))
{ }

void Fields::refuse(const char *name, std::string detail)
{
    m_asked.insert(name);
    m_wrong.push_back({ m_pointer + "/" + escaped(QString::fromUtf8(name)), std::move(detail) });
}

std::optional<QJsonValue> Fields::value(const char *name)
{
    m_asked.insert(name);
    const auto found = m_object.constFind(QLatin1StringView(name));
    return found == m_object.constEnd() ? std::nullopt : std::optional(*found);
}

bool Fields::present(const char *name)
{
    return value(name).has_value();
}

std::optional<QString> Fields::text(const char *name, int longest)
{
    const auto given = value(name);
    if (!given || given->isNull()) {
        return std::nullopt;
    }
    const auto text = given->toString();
    if (!given->isString() || text.size() > longest || text.contains(QChar(u'\0'))) {
        refuse(name, "is a text of at most " + std::to_string(longest) + " characters");
        return std::nullopt;
    }
    return text;
}

std::optional<qint64> Fields::integer(const char *name, qint64 least, qint64 most)
{
    const auto given = value(name);
    if (!given || given->isNull()) {
        return std::nullopt;
    }
    // Twice with different answers for what is no whole number: 1.5, 1e300, "7".
    const auto number = given->toInteger(0);
    if (!given->isDouble() || number != given->toInteger(1) || number < least || number > most) {
        refuse(name, "is a whole number from " + std::to_string(least) + " to " + std::to_string(most));
        return std::nullopt;
    }
    return number;
}

std::optional<bool> Fields::boolean(const char *name)
{
    const auto given = value(name);
    if (!given || given->isNull()) {
        return std::nullopt;
    }
    if (!given->isBool()) {
        refuse(name, "is true or false");
        return std::nullopt;
    }
    return given->toBool();
}

Result<void> Fields::judge() const
{
    auto wrong = m_wrong;
    for (auto field = m_object.constBegin(); field != m_object.constEnd(); ++field) {
        if (!m_asked.contains(field.key().toStdString())) {
            wrong.push_back({ m_pointer + "/" + escaped(field.key()), "is not known here" });
        }
    }
    return wrong.empty() ? Result<void>() : invalid(std::move(wrong));
}

} // namespace billhook::api
