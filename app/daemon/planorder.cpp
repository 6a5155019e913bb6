#include "app/daemon/planorder.h"

#include <QFile>
#include <QJsonDocument>

#include <algorithm>
#include <array>

namespace billhook::daemon {

using domain::Error;
using domain::ErrorKind;
using domain::Result;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 largestFile = 64 * 1'024;

/** How the text of an option becomes JSON. */
enum class Look
{
    Text,
    Number, ///< or "unlimited", "none": null
    Flag
};

struct Field
{
    const char *name; ///< the option is the same with hyphens
    Look look;
    const char *help;
};

constexpr std::array fields{
    Field{ "name", Look::Text, "what customers read" },
    Field{ "slug", Look::Text, "the name for programs: a-z, 0-9 and hyphens" },
    Field{ "description", Look::Text, "one sentence for customers" },
    Field{ "price_amount", Look::Number, "default price in minor units, as in 1700 for 17.00 USD" },
    Field{ "currency", Look::Text, "of the default price, as in usd" },
    Field{ "interval", Look::Text, "day, week, month or year" },
    Field{ "interval_count", Look::Number, "so many intervals are one period" },
    Field{ "trial_period_days", Look::Number, "0 to 730, or none" },
    Field{ "max_users", Look::Number, "a number, or unlimited" },
    Field{ "max_projects", Look::Number, "a number, or unlimited" },
    Field{ "limits_per_unit", Look::Flag, "true: the limits are multiplied by the quantity (seats)" },
    Field{ "features", Look::Text, "with commas between" },
    Field{ "is_active", Look::Flag, "false hides the plan" },
};

QString optionOf(const Field &field)
{
    return u"--"_s + QString::fromLatin1(field.name).replace(u'_', u'-');
}

Error unreadable(const QString &option, const QString &what)
{
    const QString message = option + u' ' + what + u". Nothing was changed."_s;
    return { ErrorKind::InvalidInput, "invalid", message.toStdString(), {} };
}

Result<QJsonValue> valueOf(const Field &field, const std::string &given)
{
    const auto text = QString::fromStdString(given);
    if (field.look == Look::Text) {
        return QJsonValue(text);
    }
    if (field.look == Look::Flag) {
        return text == u"true"_s || text == u"false"_s
            ? Result<QJsonValue>(QJsonValue(text == u"true"_s))
            : unreadable(optionOf(field), u"is true or false, not \"%1\""_s.arg(text));
    }
    bool whole = false;
    const qint64 number = text.toLongLong(&whole);
    if (text == u"unlimited"_s || text == u"none"_s) {
        return QJsonValue(QJsonValue::Null);
    }
    return whole ? Result<QJsonValue>(QJsonValue(number))
                 : unreadable(optionOf(field), u"is a whole number, not \"%1\""_s.arg(text));
}

/** "17.00" in the minor units of the currency: 1700. */
Result<QJsonValue> minorOf(const std::string &price, const QString &code)
{
    const auto currency = domain::Currency::fromCode(code.toStdString());
    if (!currency) {
        return unreadable(u"--currency"_s, u"is three letters, as in usd"_s);
    }
    const auto text = QString::fromStdString(price);
    const auto point = text.indexOf(u'.');
    const auto decimals = point < 0 ? 0 : text.size() - point - 1;
    bool whole = false;
    const QString digits
        = QString(text).remove(u'.') + QString(std::max<qsizetype>(0, currency->exponent() - decimals), u'0');
    const qint64 minor = digits.toLongLong(&whole);
    if (!whole || text.count(u'.') > 1 || text.endsWith(u'.')) {
        return unreadable(u"--price"_s, u"is an amount, as in 17.00, not \"%1\""_s.arg(text));
    }
    if (decimals > currency->spokenDecimals()) {
        return unreadable(u"--price"_s,
            u"has %1 after the point, but %2 has %3 decimals"_s.arg(decimals)
                .arg(QString::fromStdString(currency->upperCode()))
                .arg(currency->spokenDecimals()));
    }
    return QJsonValue(minor);
}

QString currencyOf(const QJsonObject &body, const domain::PlanTerms &before)
{
    if (body.contains(u"currency"_s)) {
        return body[u"currency"_s].toString();
    }
    const auto found = std::find_if(before.prices.begin(), before.prices.end(),
        [](const domain::PlanPrice &price) { return price.isDefault; });
    return found == before.prices.end() ? QString() : QString::fromStdString(found->amount.currency().code());
}

} // namespace

void PlanOrder::addTo(app::Options &options)
{
    options.text("--file", m_file, "JSON object with the plan's fields; options stand over it");
    options.text("--price", m_price, "default price in the currency's own unit, as in 17.00");
    for (const Field &field : fields) {
        options.text(
            optionOf(field).toStdString(),
            [this, &field](const std::string &value) { m_given[field.name] = value; }, field.help);
    }
}

Result<QJsonObject> PlanOrder::fileBody() const
{
    if (m_file.empty()) {
        return QJsonObject();
    }
    QFile file(QString::fromStdString(m_file));
    if (!file.open(QIODevice::ReadOnly)) {
        return unreadable(u"--file"_s, u"names %1, which cannot be read"_s.arg(file.fileName()));
    }
    QJsonParseError failure{};
    const auto document = QJsonDocument::fromJson(file.read(largestFile), &failure);
    return document.isObject()
        ? Result<QJsonObject>(document.object())
        : unreadable(u"--file"_s,
            u"names %1, which holds no JSON object: %2"_s.arg(file.fileName(), failure.errorString()));
}

Result<QJsonObject> PlanOrder::body(const domain::PlanTerms &before) const
{
    auto body = fileBody();
    if (!body) {
        return body;
    }
    for (const Field &field : fields) {
        if (const auto given = m_given.find(field.name); given != m_given.end()) {
            auto value = valueOf(field, given->second);
            if (!value) {
                return value.error();
            }
            body->insert(QLatin1StringView(field.name), *value);
        }
    }
    if (!m_price.empty()) {
        auto minor = minorOf(m_price, currencyOf(*body, before));
        if (!minor) {
            return minor.error();
        }
        body->insert(u"price_amount"_s, *minor);
    }
    return body;
}

} // namespace billhook::daemon
