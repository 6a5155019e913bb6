#include "services/sandbox/objects/pricing.h"

#include "services/sandbox/engine/jsonvalues.h"
#include "services/sandbox/objects/amounts.h"

#include <QJsonArray>

#include <charconv>

namespace billhook::sandbox {

using namespace Qt::StringLiterals;

namespace {

struct Amount
{
    QJsonValue whole = null(); ///< null when it has decimals
    QJsonValue decimal = null();
};

/** 12.50 -> 12.5; 14.000 -> 14. */
QString shortest(QString decimal)
{
    if (decimal.contains(u'.')) {
        while (decimal.endsWith(u'0')) {
            decimal.chop(1);
        }
        if (decimal.endsWith(u'.')) {
            decimal.chop(1);
        }
    }
    return decimal;
}

/** `name` and `name_decimal` of a hash: one of them or none. */
Attempt<Amount> amountOf(
    const QJsonObject &given, const QString &name, const std::string &currency, const std::string &param)
{
    const QString decimalName = name + u"_decimal"_s;
    const auto decimal = given.value(decimalName);
    auto whole = given.value(name);
    if (decimal.isString() && whole.isDouble()) {
        return invalidParameter(
            "", "You may only specify one of these parameters: " + param + ", " + param + "_decimal.", param);
    }
    if (decimal.isString()) {
        const auto digits = shortest(decimal.toString());
        if (digits.contains(u'.')) {
            return Amount{ null(), digits };
        }
        whole = QJsonValue(digits.toLongLong());
    }
    if (!whole.isDouble()) {
        return Amount();
    }
    if (auto wrong = checkAmount(whole.toInteger(), currency, param)) {
        return *wrong;
    }
    return Amount{ whole, QString::number(whole.toInteger()) };
}

/** `up_to` as a number; 0 for `inf`. */
Attempt<std::int64_t> upTo(const QJsonObject &tier, const std::string &param)
{
    const auto word = textAt(tier, u"up_to"_s);
    if (word == "inf") {
        return std::int64_t{ 0 };
    }
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (error != std::errc() || end != word.data() + word.size() || number < 1) {
        return invalidParameter("parameter_invalid_integer", "Invalid integer: " + word, param + "[up_to]");
    }
    return number;
}

Attempt<QJsonObject> tierOf(const QJsonObject &given, const std::string &currency, const std::string &param)
{
    const auto limit = upTo(given, param);
    const auto unit = amountOf(given, u"unit_amount"_s, currency, param + "[unit_amount]");
    const auto flat = amountOf(given, u"flat_amount"_s, currency, param + "[flat_amount]");
    if (!limit || !unit || !flat) {
        return !limit ? limit.refusal() : !unit ? unit.refusal() : flat.refusal();
    }
    if (unit->decimal.isNull() && flat->decimal.isNull()) {
        return invalidParameter(
            "parameter_missing", "Each tier needs a unit_amount or a flat_amount.", param);
    }
    return QJsonObject{ { u"flat_amount"_s, flat->whole }, { u"flat_amount_decimal"_s, flat->decimal },
        { u"unit_amount"_s, unit->whole }, { u"unit_amount_decimal"_s, unit->decimal },
        { u"up_to"_s, *limit == 0 ? null() : number(*limit) } };
}

Attempt<QJsonArray> tiersOf(const QJsonArray &given, const std::string &currency)
{
    QJsonArray tiers;
    std::int64_t last = 0;
    for (qsizetype i = 0; i < given.size(); ++i) {
        const auto param = "tiers[" + std::to_string(i) + "]";
        const auto tier = tierOf(given.at(i).toObject(), currency, param);
        if (!tier) {
            return tier.refusal();
        }
        const bool endless = tier->value(u"up_to"_s).isNull();
        const auto limit = tier->value(u"up_to"_s).toInteger();
        if (endless != (i + 1 == given.size()) || (!endless && limit <= last)) {
            return invalidParameter(
                "", "Tiers must rise in up_to, and the last one must be up to `inf`.", param + "[up_to]");
        }
        last = limit;
        tiers.append(*tier);
    }
    return tiers;
}

std::optional<Refusal> checkTogether(const QJsonObject &given)
{
    const bool tiered = given.value(u"billing_scheme"_s).toString() == u"tiered"_s;
    if (tiered && (!given.value(u"tiers"_s).isArray() || !given.value(u"tiers_mode"_s).isString())) {
        return missingParameter(given.value(u"tiers"_s).isArray() ? "tiers_mode" : "tiers");
    }
    if (!tiered && given.value(u"tiers"_s).isArray()) {
        return invalidParameter("", "Tiers need billing_scheme=tiered.", "tiers");
    }
    int ways = tiered ? 1 : 0;
    for (const auto &name : { u"unit_amount"_s, u"unit_amount_decimal"_s, u"custom_unit_amount"_s }) {
        ways += given.contains(name) ? 1 : 0;
    }
    if (ways == 1) {
        return std::nullopt;
    }
    return ways == 0 ? missingParameter("unit_amount")
                     : invalidParameter("",
                         "Give only one of unit_amount, unit_amount_decimal, custom_unit_amount and tiers.",
                         "unit_amount");
}

Attempt<QJsonObject> customAmountOf(const QJsonObject &given)
{
    auto custom = given;
    if (!custom.take(u"enabled"_s).toBool()) {
        return invalidParameter(
            "", "custom_unit_amount[enabled] must be true.", "custom_unit_amount[enabled]");
    }
    for (const auto &name : { u"maximum"_s, u"minimum"_s, u"preset"_s }) {
        custom.insert(name, custom.contains(name) ? custom.value(name) : null());
    }
    return custom;
}

} // namespace

Attempt<QJsonObject> pricingOf(const QJsonObject &given)
{
    const auto currency = given.value(u"currency"_s).toString().toLower();
    if (!isCurrency(currency.toStdString())) {
        return invalidParameter("",
            "Invalid currency: " + currency.toStdString() + ". Stripe takes ISO codes in lower case.",
            "currency");
    }
    if (auto wrong = checkTogether(given)) {
        return *wrong;
    }
    const auto amount = amountOf(given, u"unit_amount"_s, currency.toStdString(), "unit_amount");
    const auto tiers = tiersOf(given.value(u"tiers"_s).toArray(), currency.toStdString());
    if (!amount || !tiers) {
        return amount ? tiers.refusal() : amount.refusal();
    }
    QJsonObject pricing{ { u"billing_scheme"_s, tiers->isEmpty() ? u"per_unit"_s : u"tiered"_s },
        { u"currency"_s, currency }, { u"custom_unit_amount"_s, null() },
        { u"tiers_mode"_s, tiers->isEmpty() ? null() : given.value(u"tiers_mode"_s) },
        { u"unit_amount"_s, amount->whole }, { u"unit_amount_decimal"_s, amount->decimal } };
    if (!tiers->isEmpty()) {
        pricing.insert(u"tiers"_s, *tiers);
    }
    if (given.value(u"custom_unit_amount"_s).isObject()) {
        auto custom = customAmountOf(given.value(u"custom_unit_amount"_s).toObject());
        if (!custom) {
            return custom;
        }
        pricing.insert(u"custom_unit_amount"_s, *custom);
    }
    auto options = currencyOptionsOf(pricing, given.value(u"currency_options"_s).toObject());
    if (!options) {
        return options;
    }
    pricing.insert(u"currency_options"_s, *options);
    return pricing;
}

Attempt<QJsonObject> currencyOptionsOf(const QJsonObject &pricing, const QJsonObject &given)
{
    QJsonObject options;
    options.insert(pricing.value(u"currency"_s).toString(),
        QJsonObject{ { u"custom_unit_amount"_s, null() }, { u"tax_behavior"_s, u"unspecified"_s },
            { u"unit_amount"_s, pricing.value(u"unit_amount"_s) },
            { u"unit_amount_decimal"_s, pricing.value(u"unit_amount_decimal"_s) } });
    for (auto entry = given.begin(); entry != given.end(); ++entry) {
        const auto currency = entry.key().toStdString();
        const auto param = "currency_options[" + currency + "]";
        const auto option = entry.value().toObject();
        if (!isCurrency(currency) || options.contains(entry.key())) {
            return invalidParameter("", "Invalid currency: " + currency + ".", param);
        }
        const auto amount = amountOf(option, u"unit_amount"_s, currency, param + "[unit_amount]");
        if (!amount) {
            return amount.refusal();
        }
        options.insert(entry.key(),
            QJsonObject{ { u"custom_unit_amount"_s, null() },
                { u"tax_behavior"_s,
                    option.contains(u"tax_behavior"_s) ? option.value(u"tax_behavior"_s) : u"unspecified"_s },
                { u"unit_amount"_s, amount->whole }, { u"unit_amount_decimal"_s, amount->decimal } });
    }
    return options;
}

} // namespace billhook::sandbox
